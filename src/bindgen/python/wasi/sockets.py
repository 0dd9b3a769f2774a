"""wasi:sockets, of which there is nothing: programs that only import it run, and its functions answer `not-supported`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NoReturn, Tuple, Union

from .._runtime import Err
from .io import Error, Resources

if TYPE_CHECKING:
    from . import Wasi


class ErrorCode(Enum):
    UNKNOWN = 0
    ACCESS_DENIED = 1
    NOT_SUPPORTED = 2
    INVALID_ARGUMENT = 3
    OUT_OF_MEMORY = 4
    TIMEOUT = 5
    CONCURRENCY_CONFLICT = 6
    NOT_IN_PROGRESS = 7
    WOULD_BLOCK = 8
    INVALID_STATE = 9
    NEW_SOCKET_LIMIT = 10
    ADDRESS_NOT_BINDABLE = 11
    ADDRESS_IN_USE = 12
    REMOTE_UNREACHABLE = 13
    CONNECTION_REFUSED = 14
    CONNECTION_RESET = 15
    CONNECTION_ABORTED = 16
    DATAGRAM_TOO_LARGE = 17
    NAME_UNRESOLVABLE = 18
    TEMPORARY_RESOLVER_FAILURE = 19
    PERMANENT_RESOLVER_FAILURE = 20


class IpAddressFamily(Enum):
    IPV4 = 0
    IPV6 = 1


Ipv4Address = Tuple[int, int, int, int]
Ipv6Address = Tuple[int, int, int, int, int, int, int, int]


@dataclass(slots=True)
class IpAddress_Ipv4:
    value: Ipv4Address


@dataclass(slots=True)
class IpAddress_Ipv6:
    value: Ipv6Address


IpAddress = Union[IpAddress_Ipv4, IpAddress_Ipv6]


@dataclass(slots=True)
class Ipv4SocketAddress:
    port: int
    address: Ipv4Address


@dataclass(slots=True)
class Ipv6SocketAddress:
    port: int
    flow_info: int
    address: Ipv6Address
    scope_id: int


@dataclass(slots=True)
class IpSocketAddress_Ipv4:
    value: Ipv4SocketAddress


@dataclass(slots=True)
class IpSocketAddress_Ipv6:
    value: Ipv6SocketAddress


IpSocketAddress = Union[IpSocketAddress_Ipv4, IpSocketAddress_Ipv6]


class ShutdownType(Enum):
    RECEIVE = 0
    SEND = 1
    BOTH = 2


@dataclass(slots=True)
class IncomingDatagram:
    data: bytes
    remote_address: IpSocketAddress


@dataclass(slots=True)
class OutgoingDatagram:
    data: bytes
    remote_address: IpSocketAddress | None


class Network:
    """wasi:sockets/network: what a socket is bound in. No socket exists."""


def _refused() -> NoReturn:
    raise Err(ErrorCode.NOT_SUPPORTED)


class Networks:
    """The interfaces wasi:sockets/network and instance-network."""

    def instance_network(self) -> Network:
        return Network()

    def network_error_code(self, found: Error) -> ErrorCode | None:
        return None


class Sockets:
    """The interfaces wasi:sockets/tcp-create-socket and udp-create-socket. The resources of tcp and udp are never made."""

    def create_tcp_socket(self, family: IpAddressFamily) -> NoReturn:
        _refused()

    def create_udp_socket(self, family: IpAddressFamily) -> NoReturn:
        _refused()


class Names:
    """The interface wasi:sockets/ip-name-lookup."""

    def resolve_addresses(self, network: Network, name: str) -> NoReturn:
        _refused()


INTERFACES: dict[str, Callable[[Wasi], object]] = {
    "instance-network": lambda _: Networks(),
    "ip-name-lookup": lambda _: Names(),
    "network": lambda _: Networks(),
    "tcp": lambda _: Resources(),
    "tcp-create-socket": lambda _: Sockets(),
    "udp": lambda _: Resources(),
    "udp-create-socket": lambda _: Sockets(),
}

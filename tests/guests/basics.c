// A program of the plainest kind: arguments, environment, standard streams, exit status, clocks, random bytes.
// Its first argument says what to do.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int hello(int argc, char **argv) {
  for (int i = 0; i < argc; i++)
    printf("argument %d: %s\n", i, argv[i]);
  for (char **e = environ; *e; e++)
    printf("environment: %s\n", *e);
  fprintf(stderr, "to standard error\n");
  return 0;
}

// Copies standard input to standard output in pieces of odd sizes, through memory that malloc gave.
static int echo(void) {
  size_t piece = 1, total = 0;
  for (;;) {
    char *buffer = malloc(piece);
    if (!buffer)
      return 3;
    ssize_t n = read(0, buffer, piece);
    if (n < 0) {
      perror("read");
      return 1;
    }
    if (n == 0)
      break;
    for (ssize_t at = 0; at < n;) {
      ssize_t w = write(1, buffer + at, (size_t)(n - at));
      if (w < 0) {
        perror("write");
        return 1;
      }
      at += w;
    }
    total += (size_t)n;
    free(buffer);
    piece = (piece * 7 + 13) % 70001 + 1;
  }
  fprintf(stderr, "%zu bytes\n", total);
  return 0;
}

// 10 MiB to standard output, in pieces of 1 byte to 1 MiB.
static int pour(void) {
  size_t left = 10 << 20, piece = 1, at = 0;
  char *buffer = malloc(1 << 20);
  if (!buffer)
    return 3;
  while (left) {
    size_t n = piece < left ? piece : left;
    for (size_t i = 0; i < n; i++)
      buffer[i] = (char)((at + i) % 251);
    size_t written = fwrite(buffer, 1, n, stdout);
    if (written != n)
      return 1;
    at += n;
    left -= n;
    piece = piece >= 1 << 20 ? 3 : piece * 2 + piece / 3;
    if (piece > 1 << 20)
      piece = 1 << 20;
  }
  free(buffer);
  return fflush(stdout);
}

static int nap(void) {
  struct timespec start, end, pause = {0, 20 * 1000 * 1000};
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (nanosleep(&pause, NULL)) {
    perror("nanosleep");
    return 1;
  }
  struct pollfd streams[2] = {{.fd = 1, .events = POLLOUT}, {.fd = 2, .events = POLLOUT}};
  int ready = poll(streams, 2, 1000);
  printf("ready: %d, %x %x\n", ready, streams[0].revents, streams[1].revents);
  clock_gettime(CLOCK_MONOTONIC, &end);
  long long ns = (end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec);
  printf("slept long enough: %d\n", ns >= 20 * 1000 * 1000);
  return 0;
}

static int clocks(void) {
  struct timespec t, r;
  clock_gettime(CLOCK_REALTIME, &t);
  clock_getres(CLOCK_REALTIME, &r);
  printf("%lld.%09ld, resolution %ld\n", (long long)t.tv_sec, t.tv_nsec, r.tv_nsec);
  clock_gettime(CLOCK_MONOTONIC, &t);
  clock_getres(CLOCK_MONOTONIC, &r);
  printf("%lld.%09ld, resolution %ld\n", (long long)t.tv_sec, t.tv_nsec, r.tv_nsec);
  return 0;
}

static int entropy(void) {
  unsigned char bytes[200];
  if (getentropy(bytes, sizeof bytes))
    return 1;
  for (size_t i = 0; i < sizeof bytes; i++)
    printf("%02x", bytes[i]);
  printf("\n");
  return 0;
}

// Allocates and frees many blocks, each filled, around every call: an allocator that owns all memory would overwrite
// whatever else lives there.
static int churn(void) {
  char *blocks[64] = {0};
  size_t sizes[64] = {0};
  unsigned seed = 1;
  for (int round = 0; round < 2000; round++) {
    seed = seed * 1103515245 + 12345;
    unsigned at = (seed >> 16) % 64;
    for (size_t i = 0; i < sizes[at]; i++)
      if (blocks[at][i] != (char)(at * 3))
        return 4;
    free(blocks[at]);
    sizes[at] = (seed >> 8) % 9000;
    blocks[at] = malloc(sizes[at]);
    if (!blocks[at])
      return 3;
    memset(blocks[at], (int)(at * 3), sizes[at]);
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (round % 100 == 0)
      printf("round %d\n", round);
  }
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "hello";
  if (!strcmp(what, "hello"))
    return hello(argc, argv);
  if (!strcmp(what, "echo"))
    return echo();
  if (!strcmp(what, "pour"))
    return pour();
  if (!strcmp(what, "exit"))
    exit(atoi(argv[2]));
  if (!strcmp(what, "_exit"))
    _exit(atoi(argv[2]));
  if (!strcmp(what, "abort")) {
    printf("before the abort\n");
    fflush(stdout);
    abort();
  }
  if (!strcmp(what, "nap"))
    return nap();
  if (!strcmp(what, "clocks"))
    return clocks();
  if (!strcmp(what, "entropy"))
    return entropy();
  if (!strcmp(what, "churn"))
    return churn();
  fprintf(stderr, "unknown: %s\n", what);
  return 2;
}

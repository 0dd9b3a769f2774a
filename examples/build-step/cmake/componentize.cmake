# Programs become components. Written by `componentize init cmake`; use it as
#   cmake -B build --toolchain componentize.cmake
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
set(CMAKE_C_COMPILER_TARGET wasm32-wasip1)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasip1)
find_program(COMPONENTIZE componentize REQUIRED)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=${COMPONENTIZE}")
set(CMAKE_EXECUTABLE_SUFFIX_C .wasm)
set(CMAKE_EXECUTABLE_SUFFIX_CXX .wasm)
set(CMAKE_CROSSCOMPILING_EMULATOR wasmtime run)

// Greets the name in the first argument, and leaves the greeting in a file.
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "nobody";
  printf("hello %s, from C\n", name);
  FILE *file = fopen("greeting.txt", "w");
  if (file == NULL) {
    perror("greeting.txt");
    return 3;
  }
  fprintf(file, "hello %s\n", name);
  return fclose(file) == 0 ? EXIT_SUCCESS : 4;
}

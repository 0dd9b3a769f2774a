// stdio in every mode, truncation, directories and links, with everything that can be seen printed.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void show(const char *what, long result) {
  if (result < 0)
    printf("%s: %ld, %s\n", what, result, strerror(errno));
  else
    printf("%s: %ld\n", what, result);
}

static void content(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  printf("%s: \"", path);
  for (int c; (c = fgetc(f)) != EOF;)
    putchar(c);
  printf("\"\n");
  fclose(f);
}

static void modes(void) {
  const char *all[] = {"r", "w", "a", "r+", "w+", "a+", "wx", "rb", "wb+"};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    FILE *setup = fopen("modes.txt", "w");
    fputs("0123456789", setup);
    fclose(setup);
    FILE *f = fopen("modes.txt", all[i]);
    printf("mode %s: ", all[i]);
    if (!f) {
      printf("%s\n", strerror(errno));
      continue;
    }
    char buffer[8] = {0};
    printf("read %zu, ", fread(buffer, 1, 4, f));
    printf("seek %d, ", fseek(f, 2, SEEK_SET));
    printf("write %zu, ", fwrite("AB", 1, 2, f));
    printf("flush %d, tell %ld, ", fflush(f), ftell(f));
    printf("seek %d, ", fseek(f, -1, SEEK_END));
    printf("read %zu, end %d, ", fread(buffer, 1, 4, f), !!feof(f));
    printf("write %zu, close %d\n", fwrite("C", 1, 1, f), fclose(f));
    content("modes.txt");
  }
  FILE *missing = fopen("missing.txt", "r+");
  printf("missing: %d\n", missing == NULL);
}

static void truncation(void) {
  int fd = open("cut.txt", O_CREAT | O_RDWR | O_TRUNC, 0644);
  show("write", write(fd, "0123456789", 10));
  show("ftruncate", ftruncate(fd, 4));
  show("lseek", (long)lseek(fd, 0, SEEK_END));
  show("ftruncate", ftruncate(fd, 8));
  show("write", write(fd, "X", 1));
  show("pwrite", pwrite(fd, "Z", 1, 6));
  char buffer[16];
  show("pread", pread(fd, buffer, sizeof buffer, 2));
  struct stat st;
  show("fstat", fstat(fd, &st));
  printf("size %lld, kind %o, links %u\n", (long long)st.st_size, (unsigned)st.st_mode & S_IFMT, (unsigned)st.st_nlink);
  show("fcntl", fcntl(fd, F_SETFL, O_APPEND));
  show("append", write(fd, "end", 3));
  show("fsync", fsync(fd));
  show("close", close(fd));
  show("close again", close(fd));
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static void list(const char *path) {
  struct dirent **entries;
  int n = scandir(path, &entries, NULL, by_name);
  if (n < 0) {
    printf("scandir %s: %s\n", path, strerror(errno));
    return;
  }
  for (int i = 0; i < n; i++) {
    struct stat st;
    char full[512];
    snprintf(full, sizeof full, "%s/%s", path, entries[i]->d_name);
    int ok = lstat(full, &st);
    printf("%s: type %d, stat %d, kind %o\n", full, entries[i]->d_type, ok, ok ? 0 : (unsigned)st.st_mode & S_IFMT);
    free(entries[i]);
  }
  free(entries);
}

static void directories(void) {
  show("mkdir", mkdir("d", 0755));
  show("mkdir again", mkdir("d", 0755));
  for (int i = 0; i < 300; i++) {
    char path[64];
    snprintf(path, sizeof path, "d/entry-%03d", i);
    FILE *f = fopen(path, "w");
    fprintf(f, "%d", i);
    fclose(f);
  }
  list("d");
  show("rmdir of a full directory", rmdir("d"));
  DIR *dir = opendir("d");
  int removed = 0;
  for (struct dirent *e; (e = readdir(dir));) {
    char path[512];
    snprintf(path, sizeof path, "d/%s", e->d_name);
    if (e->d_name[0] != '.' && unlink(path) == 0)
      removed++;
  }
  show("removed some", removed > 0);
  rewinddir(dir);
  while (removed < 300) {
    struct dirent *e = readdir(dir);
    if (!e)
      rewinddir(dir);
    else if (e->d_name[0] != '.') {
      char path[512];
      snprintf(path, sizeof path, "d/%s", e->d_name);
      removed += unlink(path) == 0;
    }
  }
  closedir(dir);
  show("rmdir", rmdir("d"));
  list("d");
}

static void links(void) {
  FILE *f = fopen("target.txt", "w");
  fputs("the target", f);
  fclose(f);
  show("symlink", symlink("target.txt", "soft"));
  show("symlink again", symlink("target.txt", "soft"));
  show("link", link("target.txt", "hard"));
  char buffer[64] = {0};
  show("readlink", readlink("soft", buffer, sizeof buffer));
  printf("it leads to %s\n", buffer);
  content("soft");
  content("hard");
  show("readlink of a file", readlink("hard", buffer, sizeof buffer));
  show("rename", rename("hard", "renamed"));
  show("rename of nothing", rename("hard", "x"));
  show("unlink", unlink("target.txt"));
  content("soft");
  content("renamed");
  show("symlink loop", symlink("round", "round"));
  content("round");
  show("access", access("renamed", R_OK));
  show("out of here", open("../../etc/passwd", O_RDONLY));
}

int main(void) {
  modes();
  truncation();
  directories();
  links();
  list(".");
  return 0;
}

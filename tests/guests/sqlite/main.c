// Creates, fills, changes and queries a database file, and prints what comes out.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

static int print_row(void *unused, int columns, char **values, char **names) {
  (void)unused;
  for (int i = 0; i < columns; i++)
    printf("%s%s=%s", i ? ", " : "", names[i], values[i] ? values[i] : "NULL");
  printf("\n");
  return 0;
}

static void run(sqlite3 *db, const char *sql) {
  char *error = NULL;
  int result = sqlite3_exec(db, sql, print_row, NULL, &error);
  if (result != SQLITE_OK)
    printf("%s: error %d, %s\n", sql, result, error ? error : "");
  sqlite3_free(error);
}

static void fill(sqlite3 *db, int rows) {
  sqlite3_stmt *insert;
  run(db, "BEGIN");
  sqlite3_prepare_v2(db, "INSERT INTO people (name, age, note) VALUES (?, ?, ?)", -1, &insert, NULL);
  for (int i = 0; i < rows; i++) {
    char name[32], note[400];
    snprintf(name, sizeof name, "person %d", i);
    memset(note, 'a' + i % 26, sizeof note);
    sqlite3_bind_text(insert, 1, name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(insert, 2, i * 37 % 90);
    sqlite3_bind_text(insert, 3, note, i % (int)sizeof note, SQLITE_TRANSIENT);
    if (sqlite3_step(insert) != SQLITE_DONE)
      printf("insert %d: %s\n", i, sqlite3_errmsg(db));
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  run(db, "COMMIT");
}

int main(int argc, char **argv) {
  const char *path = argc > 1 ? argv[1] : "people.db";
  sqlite3 *db;
  printf("SQLite %d\n", sqlite3_libversion_number());
  if (sqlite3_open(path, &db) != SQLITE_OK) {
    printf("open: %s\n", sqlite3_errmsg(db));
    return 1;
  }
  run(db, "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT UNIQUE, age INTEGER, note TEXT)");
  run(db, "CREATE INDEX by_age ON people (age)");
  fill(db, 3000);
  run(db, "SELECT count(*), sum(age), sum(length(note)) FROM people");
  run(db, "SELECT age, count(*) FROM people GROUP BY age ORDER BY 2 DESC, 1 LIMIT 5");
  run(db, "INSERT INTO people (name) VALUES ('person 7')");
  run(db, "BEGIN");
  run(db, "DELETE FROM people WHERE age > 50");
  run(db, "SELECT count(*) FROM people");
  run(db, "ROLLBACK");
  run(db, "SELECT count(*) FROM people");
  run(db, "UPDATE people SET note = upper(note) WHERE id % 3 = 0");
  run(db, "DELETE FROM people WHERE id % 2 = 0");
  run(db, "VACUUM");
  run(db, "PRAGMA integrity_check");
  sqlite3_close(db);
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
    printf("open again: %s\n", sqlite3_errmsg(db));
    return 1;
  }
  run(db, "SELECT id, name, age, length(note) FROM people WHERE note LIKE 'B%' ORDER BY id LIMIT 10");
  run(db, "DELETE FROM people");
  run(db, "SELECT count(*), total(age) FROM people");
  sqlite3_close(db);
  return 0;
}

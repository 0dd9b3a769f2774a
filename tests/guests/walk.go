// Go's standard library on files: its runtime imports many preview1 functions, and fd_write twice.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func check(what string, err error) {
	var path *fs.PathError
	if errors.As(err, &path) {
		fmt.Printf("%s: %v\n", what, path.Err)
	} else {
		fmt.Printf("%s: %v\n", what, err)
	}
}

func main() {
	fmt.Println(len(os.Args), os.Args[1:], os.Getenv("NAME"))
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		fmt.Println(strings.ToUpper(scanner.Text()))
	}
	check("mkdir", os.MkdirAll("/tree/a/b", 0o755))
	for i := 0; i < 150; i++ {
		name := fmt.Sprintf("/tree/a/file-%03d", i)
		check("write", os.WriteFile(name, []byte(strings.Repeat("x", i*100)), 0o644))
	}
	file, err := os.OpenFile("/tree/log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	check("open", err)
	for i := 0; i < 500; i++ {
		fmt.Fprintf(file, "line %d\n", i)
	}
	check("sync", file.Sync())
	check("close", file.Close())
	check("rename", os.Rename("/tree/a/file-007", "/tree/a/b/moved"))
	check("remove", os.Remove("/tree/a/file-008"))
	check("remove", os.Remove("/tree/a"))
	check("truncate", os.Truncate("/tree/log", 100))
	_, err = os.Open("/tree/missing")
	check("missing", err)
	check("symlink", os.Symlink("log", "/tree/link"))
	target, err := os.Readlink("/tree/link")
	fmt.Println(target, err)
	total := int64(0)
	check("walk", filepath.Walk("/tree", func(path string, info fs.FileInfo, err error) error {
		if err != nil {
			return err
		}
		fmt.Println(path, info.IsDir(), info.Mode().IsRegular())
		if info.Mode().IsRegular() {
			total += info.Size()
		}
		return nil
	}))
	fmt.Println(total)
	start := time.Now()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(time.Since(start) >= 10*time.Millisecond)
	// Enough garbage for the collector to run while files are open.
	kept := 0
	for i := 0; i < 2000; i++ {
		kept += len(make([]byte, 50_000))
	}
	fmt.Println(kept)
	data, err := os.ReadFile("/tree/log")
	fmt.Println(len(data), err)
	os.Exit(9)
}

// Prints a line, and ends with the status that its argument names.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func greeting(from string) string { return "hello from " + from }

func main() {
	fmt.Println(greeting("Go"))
	if len(os.Args) > 1 {
		status, err := strconv.Atoi(os.Args[1])
		if err != nil {
			panic(err)
		}
		os.Exit(status)
	}
}

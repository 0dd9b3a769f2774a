package main

import "testing"

func TestGreeting(t *testing.T) {
	if greeting("a test") != "hello from a test" {
		t.Fatal(greeting("a test"))
	}
}

package main

import (
	"fmt"
	"net/http"
	"os"
	"os/user"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		who, _ := user.Current()
		fmt.Fprintf(w, "hello from go as %s", who.Username)
	})
	panic(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}

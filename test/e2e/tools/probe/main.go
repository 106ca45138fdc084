// "echo PORT" answers what it is sent, over TCP and UDP; "get URL" prints what a server of HTTP answers.
package main

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	if os.Args[1] == "get" {
		get(os.Args[2])
		return
	}
	go echoPackets(os.Args[2])
	echoConnections(os.Args[2])
}

func get(url string) {
	response, err := http.Get(url)
	if err != nil {
		log.Fatal(err)
	}
	io.Copy(os.Stdout, response.Body)
}

func echoPackets(port string) {
	packets, err := net.ListenPacket("udp", ":"+port)
	if err != nil {
		log.Fatal(err)
	}
	buffer := make([]byte, 1500)
	for {
		if size, from, err := packets.ReadFrom(buffer); err == nil {
			packets.WriteTo(buffer[:size], from)
		}
	}
}

func echoConnections(port string) {
	connections, err := net.Listen("tcp", ":"+port)
	if err != nil {
		log.Fatal(err)
	}
	for {
		if connection, err := connections.Accept(); err == nil {
			go func() {
				defer connection.Close()
				io.Copy(connection, connection)
			}()
		}
	}
}

// Command csi-driver is the lab's storage: volumes are directories, snapshots and clones are copies of them.
//
// It stands in for Rook Ceph and OpenEBS behind the real CSI sidecars, on one node that is controller and node
// at once. A snapshot is a copy made while the volume is in use, so it is no exact point in time.
package main

import (
	"flag"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	socket := flag.String("socket", "", "the socket to serve CSI on")
	registry := flag.String("registry", "", "the kubelet's plugins_registry folder; empty for no registration")
	data := flag.String("data", "", "the folder for volumes and snapshots")
	faults := flag.String("faults", "", "the folder with marker files that make calls fail")
	node := flag.String("node", "lab", "the name of the node")
	flag.Parse()
	if *socket == "" || *data == "" {
		log.Fatal("--socket and --data are needed")
	}

	driver, err := newDriver(*data, *node)
	if err != nil {
		log.Fatal(err)
	}
	csiServer, err := serveCSI(*socket, driver, faultMarkers{folder: *faults})
	if err != nil {
		log.Fatal(err)
	}
	stopRegistration := func() {}
	if *registry != "" {
		stopRegistration, err = register(filepath.Join(*registry, driverName+"-reg.sock"), *socket)
		if err != nil {
			log.Fatal(err)
		}
	}
	log.Printf("%s serves on %s", driverName, *socket)

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
	stopRegistration()
	csiServer.GracefulStop()
}

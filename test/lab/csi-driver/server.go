package main

import (
	"context"
	"log"
	"net"
	"os"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
)

// driver is the whole CSI service: identity.go, volumes.go, snapshots.go and node.go hold its calls.
type driver struct {
	csi.UnimplementedIdentityServer
	csi.UnimplementedControllerServer
	csi.UnimplementedNodeServer
	store store
	locks keyedLocks
	node  string
}

func newDriver(data, node string) (*driver, error) {
	s, err := openStore(data)
	if err != nil {
		return nil, err
	}
	return &driver{store: s, node: node}, nil
}

// serveCSI serves the driver on a socket, replacing one that an earlier process left behind.
func serveCSI(socket string, d *driver, faults faultMarkers) (*grpc.Server, error) {
	server := grpc.NewServer(grpc.ChainUnaryInterceptor(logCalls, faults.intercept))
	csi.RegisterIdentityServer(server, d)
	csi.RegisterControllerServer(server, d)
	csi.RegisterNodeServer(server, d)
	return server, listenAndServe(socket, server)
}

func listenAndServe(socket string, server *grpc.Server) error {
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	go func() {
		if err := server.Serve(listener); err != nil {
			log.Fatalf("serve on %s: %v", socket, err)
		}
	}()
	return nil
}

func logCalls(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	reply, err := handle(ctx, request)
	if err != nil {
		log.Printf("%s failed: %v", info.FullMethod, err)
	}
	return reply, err
}

package main

import (
	"context"
	"log"

	"google.golang.org/grpc"
	registerapi "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

// registration answers the kubelet, which calls every socket that appears in its plugins_registry folder.
type registration struct {
	registerapi.UnsafeRegistrationServer
	endpoint string
}

// register offers the driver to the kubelet and returns the function that withdraws it.
func register(socket, endpoint string) (stop func(), err error) {
	server := grpc.NewServer()
	registerapi.RegisterRegistrationServer(server, &registration{endpoint: endpoint})
	return server.Stop, listenAndServe(socket, server)
}

func (r *registration) GetInfo(context.Context, *registerapi.InfoRequest) (*registerapi.PluginInfo, error) {
	return &registerapi.PluginInfo{
		Type:              registerapi.CSIPlugin,
		Name:              driverName,
		Endpoint:          r.endpoint,
		SupportedVersions: []string{"1.0.0"},
	}, nil
}

func (r *registration) NotifyRegistrationStatus(_ context.Context, status *registerapi.RegistrationStatus) (*registerapi.RegistrationStatusResponse, error) {
	if !status.PluginRegistered {
		// The kubelet does not ask again by itself; a new process is a new socket, which it does notice.
		log.Fatalf("the kubelet refused the driver: %s", status.Error)
	}
	return &registerapi.RegistrationStatusResponse{}, nil
}

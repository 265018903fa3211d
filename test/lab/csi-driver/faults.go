package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// faultMarkers makes calls fail or wait on purpose. A file named for the call ("CreateSnapshot"), or for the call and
// a namespace ("CreateSnapshot.demo"), holds the message of the error, or "delay 20s".
type faultMarkers struct{ folder string }

func (f faultMarkers) intercept(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	message, err := f.find(path.Base(info.FullMethod), namespaceOf(request))
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if text, isDelay := strings.CutPrefix(message, "delay "); isDelay {
		err = wait(ctx, text)
	} else if message != "" {
		err = status.Error(codes.ResourceExhausted, message)
	}
	if err != nil {
		return nil, err
	}
	return handle(ctx, request)
}

func (f faultMarkers) find(call, namespace string) (string, error) {
	if f.folder == "" {
		return "", nil
	}
	for _, name := range []string{call, call + "." + namespace} {
		content, err := os.ReadFile(filepath.Join(f.folder, name))
		if err == nil {
			return strings.TrimSpace(string(content)), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return "", nil
}

// namespaceOf reads what csi-provisioner and csi-snapshotter add with --extra-create-metadata; empty for other calls.
func namespaceOf(request any) string {
	created, ok := request.(interface{ GetParameters() map[string]string })
	if !ok {
		return ""
	}
	for _, key := range []string{"csi.storage.k8s.io/volumesnapshot/namespace", "csi.storage.k8s.io/pvc/namespace"} {
		if namespace := created.GetParameters()[key]; namespace != "" {
			return namespace
		}
	}
	return ""
}

func wait(ctx context.Context, text string) error {
	delay, err := time.ParseDuration(text)
	if err != nil {
		return status.Errorf(codes.Internal, "the fault's delay: %v", err)
	}
	select {
	case <-time.After(delay):
		return nil
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
}

package main

import (
	"context"
	"os"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const defaultCapacityBytes = 1 << 30

func (d *driver) CreateVolume(ctx context.Context, request *csi.CreateVolumeRequest) (*csi.CreateVolumeResponse, error) {
	if request.GetName() == "" {
		return nil, status.Error(codes.InvalidArgument, "the volume needs a name")
	}
	if err := checkCapabilities(request.GetVolumeCapabilities()); err != nil {
		return nil, err
	}
	id := idFor(request.GetName())
	defer d.locks.hold(id)()
	existing, err := d.store.volumes.get(id)
	if err != nil {
		return nil, err
	}
	if existing != nil {
		if !fits(existing.CapacityBytes, request.GetCapacityRange()) {
			return nil, status.Errorf(codes.AlreadyExists, "volume %s exists with %d bytes", id, existing.CapacityBytes)
		}
		return &csi.CreateVolumeResponse{Volume: describeVolume(existing, request.GetVolumeContentSource())}, nil
	}
	wanted := &volume{
		ID:            id,
		Name:          request.GetName(),
		CapacityBytes: capacityFor(request.GetCapacityRange()),
		Sized:         request.GetParameters()["sized"] == "true",
	}
	if err := d.makeVolume(ctx, wanted, request.GetVolumeContentSource()); err != nil {
		return nil, err
	}
	return &csi.CreateVolumeResponse{Volume: describeVolume(wanted, request.GetVolumeContentSource())}, nil
}

// makeVolume writes the data first and the record last; what a failed attempt left is removed by the next.
func (d *driver) makeVolume(ctx context.Context, wanted *volume, content *csi.VolumeContentSource) error {
	source, from, err := d.contentOf(content)
	if err != nil {
		return err
	}
	wanted.Source = source
	if err := d.discardVolume(wanted.ID); err != nil {
		return err
	}
	if err := os.MkdirAll(d.store.volumes.data(wanted.ID), 0o755); err != nil {
		return err
	}
	if wanted.Sized {
		if err := mountSized(d.store.volumes.data(wanted.ID), wanted.CapacityBytes); err != nil {
			return err
		}
	}
	if from != "" {
		if err := copyTree(ctx, from, d.store.volumes.data(wanted.ID)); err != nil {
			return err
		}
	}
	return d.store.volumes.put(wanted.ID, wanted)
}

// contentOf finds the id and the folder of what a volume shall start with; both empty for an empty volume.
func (d *driver) contentOf(content *csi.VolumeContentSource) (id, folder string, err error) {
	switch {
	case content.GetSnapshot() != nil:
		id = content.GetSnapshot().GetSnapshotId()
		found, err := d.store.snapshots.get(id)
		if err == nil && found == nil {
			err = status.Errorf(codes.NotFound, "snapshot %q does not exist", id)
		}
		return id, d.store.snapshots.data(id), err
	case content.GetVolume() != nil:
		found, err := d.existingVolume(content.GetVolume().GetVolumeId())
		if err != nil {
			return "", "", err
		}
		return found.ID, d.store.volumes.data(found.ID), nil
	}
	return "", "", nil
}

func (d *driver) DeleteVolume(_ context.Context, request *csi.DeleteVolumeRequest) (*csi.DeleteVolumeResponse, error) {
	id := request.GetVolumeId()
	if id == "" {
		return nil, status.Error(codes.InvalidArgument, "the volume's id is missing")
	}
	if !plainName.MatchString(id) {
		return &csi.DeleteVolumeResponse{}, nil // never made by this driver
	}
	defer d.locks.hold(id)()
	return &csi.DeleteVolumeResponse{}, d.discardVolume(id)
}

func (d *driver) discardVolume(id string) error {
	if err := unmountSized(d.store.volumes.data(id)); err != nil {
		return err
	}
	return d.store.volumes.remove(id)
}

// existingVolume returns the volume or NotFound.
func (d *driver) existingVolume(id string) (*volume, error) {
	found, err := d.store.volumes.get(id)
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, status.Errorf(codes.NotFound, "volume %q does not exist", id)
	}
	if found.Sized {
		return found, checkSized(d.store.volumes.data(id))
	}
	return found, nil
}

func describeVolume(v *volume, content *csi.VolumeContentSource) *csi.Volume {
	return &csi.Volume{VolumeId: v.ID, CapacityBytes: v.CapacityBytes, ContentSource: content}
}

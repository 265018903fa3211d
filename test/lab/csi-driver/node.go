package main

import (
	"context"
	"slices"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"golang.org/x/sys/unix"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func (d *driver) NodeGetInfo(context.Context, *csi.NodeGetInfoRequest) (*csi.NodeGetInfoResponse, error) {
	return &csi.NodeGetInfoResponse{NodeId: d.node}, nil
}

func (d *driver) NodePublishVolume(_ context.Context, request *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	if request.GetVolumeId() == "" || request.GetTargetPath() == "" || request.GetVolumeCapability() == nil {
		return nil, status.Error(codes.InvalidArgument, "the volume's id, the target path and a capability are needed")
	}
	if err := checkCapabilities([]*csi.VolumeCapability{request.GetVolumeCapability()}); err != nil {
		return nil, err
	}
	defer d.locks.hold(request.GetVolumeId())()
	found, err := d.existingVolume(request.GetVolumeId())
	if err != nil {
		return nil, err
	}
	readOnly := request.GetReadonly() || slices.Contains(request.GetVolumeCapability().GetMount().GetMountFlags(), "ro")
	err = bindMount(d.store.volumes.data(found.ID), request.GetTargetPath(), readOnly)
	return &csi.NodePublishVolumeResponse{}, err
}

func (d *driver) NodeUnpublishVolume(_ context.Context, request *csi.NodeUnpublishVolumeRequest) (*csi.NodeUnpublishVolumeResponse, error) {
	if request.GetVolumeId() == "" || request.GetTargetPath() == "" {
		return nil, status.Error(codes.InvalidArgument, "the volume's id and the target path are needed")
	}
	defer d.locks.hold(request.GetVolumeId())()
	return &csi.NodeUnpublishVolumeResponse{}, unmount(request.GetTargetPath())
}

func (d *driver) NodeExpandVolume(_ context.Context, request *csi.NodeExpandVolumeRequest) (*csi.NodeExpandVolumeResponse, error) {
	if request.GetVolumeId() == "" || request.GetVolumePath() == "" {
		return nil, status.Error(codes.InvalidArgument, "the volume's id and path are needed")
	}
	defer d.locks.hold(request.GetVolumeId())()
	found, err := d.existingVolume(request.GetVolumeId())
	if err != nil {
		return nil, err
	}
	if found.Sized {
		err = growSized(d.store.volumes.data(found.ID), found.CapacityBytes)
	}
	return &csi.NodeExpandVolumeResponse{CapacityBytes: found.CapacityBytes}, err
}

func (d *driver) NodeGetVolumeStats(_ context.Context, request *csi.NodeGetVolumeStatsRequest) (*csi.NodeGetVolumeStatsResponse, error) {
	if request.GetVolumeId() == "" || request.GetVolumePath() == "" {
		return nil, status.Error(codes.InvalidArgument, "the volume's id and path are needed")
	}
	if _, err := d.existingVolume(request.GetVolumeId()); err != nil {
		return nil, err
	}
	var found unix.Statfs_t
	if err := unix.Statfs(request.GetVolumePath(), &found); err != nil {
		return nil, status.Errorf(codes.NotFound, "%s: %v", request.GetVolumePath(), err)
	}
	block := found.Bsize
	return &csi.NodeGetVolumeStatsResponse{Usage: []*csi.VolumeUsage{
		{
			Unit:      csi.VolumeUsage_BYTES,
			Total:     int64(found.Blocks) * block,
			Available: int64(found.Bavail) * block,
			Used:      int64(found.Blocks-found.Bfree) * block,
		},
		{
			Unit:      csi.VolumeUsage_INODES,
			Total:     int64(found.Files),
			Available: int64(found.Ffree),
			Used:      int64(found.Files - found.Ffree),
		},
	}}, nil
}

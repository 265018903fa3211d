package main

import (
	"context"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func (d *driver) ControllerExpandVolume(_ context.Context, request *csi.ControllerExpandVolumeRequest) (*csi.ControllerExpandVolumeResponse, error) {
	if request.GetVolumeId() == "" || request.GetCapacityRange() == nil {
		return nil, status.Error(codes.InvalidArgument, "the volume's id and its new capacity are needed")
	}
	defer d.locks.hold(request.GetVolumeId())()
	found, err := d.existingVolume(request.GetVolumeId())
	if err != nil {
		return nil, err
	}
	if wanted := capacityFor(request.GetCapacityRange()); wanted > found.CapacityBytes {
		found.CapacityBytes = wanted
		if err := d.store.volumes.put(found.ID, found); err != nil {
			return nil, err
		}
	}
	return &csi.ControllerExpandVolumeResponse{CapacityBytes: found.CapacityBytes, NodeExpansionRequired: found.Sized}, nil
}

func (d *driver) ValidateVolumeCapabilities(_ context.Context, request *csi.ValidateVolumeCapabilitiesRequest) (*csi.ValidateVolumeCapabilitiesResponse, error) {
	if request.GetVolumeId() == "" || len(request.GetVolumeCapabilities()) == 0 {
		return nil, status.Error(codes.InvalidArgument, "the volume's id and the capabilities are needed")
	}
	if _, err := d.existingVolume(request.GetVolumeId()); err != nil {
		return nil, err
	}
	if err := checkCapabilities(request.GetVolumeCapabilities()); err != nil {
		return &csi.ValidateVolumeCapabilitiesResponse{Message: err.Error()}, nil
	}
	return &csi.ValidateVolumeCapabilitiesResponse{Confirmed: &csi.ValidateVolumeCapabilitiesResponse_Confirmed{
		VolumeCapabilities: request.GetVolumeCapabilities(),
	}}, nil
}

func (d *driver) ListVolumes(_ context.Context, request *csi.ListVolumesRequest) (*csi.ListVolumesResponse, error) {
	all, err := d.store.volumes.list()
	if err != nil {
		return nil, err
	}
	page, next, err := pageOf(all, request.GetStartingToken(), request.GetMaxEntries())
	if err != nil {
		return nil, err
	}
	reply := &csi.ListVolumesResponse{NextToken: next}
	for _, item := range page {
		reply.Entries = append(reply.Entries, &csi.ListVolumesResponse_Entry{Volume: describeVolume(item, nil)})
	}
	return reply, nil
}

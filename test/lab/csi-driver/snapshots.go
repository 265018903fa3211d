package main

import (
	"context"
	"os"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func (d *driver) CreateSnapshot(ctx context.Context, request *csi.CreateSnapshotRequest) (*csi.CreateSnapshotResponse, error) {
	if request.GetName() == "" || request.GetSourceVolumeId() == "" {
		return nil, status.Error(codes.InvalidArgument, "the snapshot's name and the volume's id are needed")
	}
	id := idFor(request.GetName())
	defer d.locks.hold(id)()
	existing, err := d.store.snapshots.get(id)
	if err != nil {
		return nil, err
	}
	if existing == nil {
		existing, err = d.takeSnapshot(ctx, id, request)
	} else if existing.VolumeID != request.GetSourceVolumeId() {
		err = status.Errorf(codes.AlreadyExists, "snapshot %s exists of volume %s", id, existing.VolumeID)
	}
	if err != nil {
		return nil, err
	}
	return &csi.CreateSnapshotResponse{Snapshot: describeSnapshot(existing)}, nil
}

func (d *driver) takeSnapshot(ctx context.Context, id string, request *csi.CreateSnapshotRequest) (*snapshot, error) {
	source, err := d.existingVolume(request.GetSourceVolumeId())
	if err != nil {
		return nil, err
	}
	taken := &snapshot{
		ID:        id,
		Name:      request.GetName(),
		VolumeID:  source.ID,
		SizeBytes: source.CapacityBytes,
		CreatedAt: time.Now(),
	}
	if err := d.store.snapshots.remove(id); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(d.store.snapshots.data(id), 0o755); err != nil {
		return nil, err
	}
	if err := copyTree(ctx, d.store.volumes.data(source.ID), d.store.snapshots.data(id)); err != nil {
		return nil, err
	}
	return taken, d.store.snapshots.put(id, taken)
}

func (d *driver) DeleteSnapshot(_ context.Context, request *csi.DeleteSnapshotRequest) (*csi.DeleteSnapshotResponse, error) {
	id := request.GetSnapshotId()
	if id == "" {
		return nil, status.Error(codes.InvalidArgument, "the snapshot's id is missing")
	}
	if !plainName.MatchString(id) {
		return &csi.DeleteSnapshotResponse{}, nil // never made by this driver
	}
	defer d.locks.hold(id)()
	return &csi.DeleteSnapshotResponse{}, d.store.snapshots.remove(id)
}

func (d *driver) ListSnapshots(_ context.Context, request *csi.ListSnapshotsRequest) (*csi.ListSnapshotsResponse, error) {
	all, err := d.store.snapshots.list()
	if err != nil {
		return nil, err
	}
	var matching []*snapshot
	for _, item := range all {
		isWanted := request.GetSnapshotId() == "" || request.GetSnapshotId() == item.ID
		if isWanted && (request.GetSourceVolumeId() == "" || request.GetSourceVolumeId() == item.VolumeID) {
			matching = append(matching, item)
		}
	}
	page, next, err := pageOf(matching, request.GetStartingToken(), request.GetMaxEntries())
	if err != nil {
		return nil, err
	}
	reply := &csi.ListSnapshotsResponse{NextToken: next}
	for _, item := range page {
		reply.Entries = append(reply.Entries, &csi.ListSnapshotsResponse_Entry{Snapshot: describeSnapshot(item)})
	}
	return reply, nil
}

func describeSnapshot(s *snapshot) *csi.Snapshot {
	return &csi.Snapshot{
		SnapshotId:     s.ID,
		SourceVolumeId: s.VolumeID,
		SizeBytes:      s.SizeBytes,
		CreationTime:   timestamppb.New(s.CreatedAt),
		ReadyToUse:     true,
	}
}

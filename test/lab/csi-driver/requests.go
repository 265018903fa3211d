package main

import (
	"strconv"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func capacityFor(wanted *csi.CapacityRange) int64 {
	if wanted.GetRequiredBytes() > 0 {
		return wanted.GetRequiredBytes()
	}
	if limit := wanted.GetLimitBytes(); limit > 0 && limit < defaultCapacityBytes {
		return limit
	}
	return defaultCapacityBytes
}

func fits(capacityBytes int64, wanted *csi.CapacityRange) bool {
	limit := wanted.GetLimitBytes()
	return capacityBytes >= wanted.GetRequiredBytes() && (limit == 0 || capacityBytes <= limit)
}

// pageOf cuts one page out of a list; the token is the index of the page's first item.
func pageOf[T any](all []T, token string, most int32) (page []T, next string, err error) {
	start := 0
	if token != "" {
		start, err = strconv.Atoi(token)
		if err != nil || start < 0 || start > len(all) {
			return nil, "", status.Errorf(codes.Aborted, "%q is not a token of this list", token)
		}
	}
	end := len(all)
	if most > 0 && start+int(most) < end {
		end = start + int(most)
		next = strconv.Itoa(end)
	}
	return all[start:end], next, nil
}

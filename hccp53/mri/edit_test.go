package mri

import (
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"
)

// Elements that the layouts change.
const (
	elImageType    = 0x00080008
	elAcquiredDate = 0x00080022
	elAcquired     = 0x00080032
	elContent      = 0x00080033
	elAgent        = 0x00180010
	elBolus        = 0x00181042
	elTrigger      = 0x00181060
	elAcquisition  = 0x00200012
	elInstance     = 0x00200013
	elTemporal     = 0x00200100
	elTemporals    = 0x00200105
	elContentDate  = 0x00080023
)

// elements are those of one file as WriteSeries writes it, by tag.
type elements map[uint32]element

type element struct{ vr, value string }

// set replaces the value of an element, or adds the element.
func (e elements) set(tag uint32, vr, value string) {
	if len(value)%2 == 1 {
		value += map[bool]string{true: "\x00", false: " "}[vr == "UI"]
	}
	e[tag] = element{vr, value}
}

func (e elements) text(tag uint32) string { return strings.TrimRight(e[tag].value, " \x00") }

// edit rewrites every DICOM file below dir.
func edit(t *testing.T, dir string, change func(elements)) {
	t.Helper()
	for _, path := range files(t, dir) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all := elements{}
		for at := 132; at < len(b); {
			tag := uint32(binary.LittleEndian.Uint16(b[at:]))<<16 | uint32(binary.LittleEndian.Uint16(b[at+2:]))
			vr, head, length := string(b[at+4:at+6]), 8, int(binary.LittleEndian.Uint16(b[at+6:]))
			if vr == "OB" || vr == "OW" {
				head, length = 12, int(binary.LittleEndian.Uint32(b[at+8:]))
			}
			all[tag] = element{vr, string(b[at+head : at+head+length])}
			at += head + length
		}
		change(all)
		var tags []uint32
		for tag := range all {
			tags = append(tags, tag)
		}
		slices.Sort(tags)
		out := slices.Clone(b[:132])
		for _, tag := range tags {
			el := all[tag]
			out = binary.LittleEndian.AppendUint16(out, uint16(tag>>16))
			out = binary.LittleEndian.AppendUint16(out, uint16(tag))
			out = append(out, el.vr...)
			if el.vr == "OB" || el.vr == "OW" {
				out = binary.LittleEndian.AppendUint32(append(out, 0, 0), uint32(len(el.value)))
			} else {
				out = binary.LittleEndian.AppendUint16(out, uint16(len(el.value)))
			}
			out = append(out, el.value...)
		}
		if err := os.WriteFile(path, out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// remove returns a change that takes elements out.
func remove(tags ...uint32) func(elements) {
	return func(e elements) {
		for _, tag := range tags {
			delete(e, tag)
		}
	}
}

// blank returns a change that empties elements, as PS3.15 action Z does.
func blank(tags ...uint32) func(elements) {
	return func(e elements) {
		for _, tag := range tags {
			if old, ok := e[tag]; ok {
				e[tag] = element{old.vr, ""}
			}
		}
	}
}

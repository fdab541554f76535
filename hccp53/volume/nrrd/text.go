package nrrd

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"

	"hcclab/hccp53/volume/voxel"
)

// ascii reads n bytes of numbers that are written as decimal text between
// spaces or line ends. They are handed out in the byte order of the layout, as
// if the file held them so.
func (l *layout) ascii(r io.Reader, n int64) (b []byte, more bool, err error) {
	words := bufio.NewScanner(r)
	words.Split(wholeWords)
	var order interface {
		binary.ByteOrder
		binary.AppendByteOrder
	} = binary.LittleEndian
	if l.BigEndian {
		order = binary.BigEndian
	}
	width := l.Type.Bytes()
	for int64(len(b)) < n {
		if !words.Scan() {
			if err := words.Err(); err != nil {
				return nil, false, err
			}
			return nil, false, io.ErrUnexpectedEOF
		}
		bits, err := number(words.Text(), l.Type)
		if err != nil {
			return nil, false, fmt.Errorf("value %d is no %s", len(b)/width+1, l.Type)
		}
		switch width {
		case 1:
			b = append(b, byte(bits))
		case 2:
			b = order.AppendUint16(b, uint16(bits))
		case 4:
			b = order.AppendUint32(b, uint32(bits))
		default:
			b = order.AppendUint64(b, bits)
		}
	}
	return b, words.Scan(), words.Err()
}

// wholeWords is [bufio.ScanWords] for text that must end with white space:
// otherwise nothing tells a cut last number from a whole one.
func wholeWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	advance, token, err = bufio.ScanWords(data, atEOF)
	if token != nil && advance == len(data) && data[advance-1] > ' ' {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return advance, token, err
}

// number returns the bits of a number, in the lowest bytes.
func number(word string, t voxel.Type) (uint64, error) {
	bits := 8 * t.Bytes()
	switch t {
	case voxel.Float32, voxel.Float64:
		v, err := strconv.ParseFloat(word, bits)
		if t == voxel.Float32 {
			return uint64(math.Float32bits(float32(v))), err
		}
		return math.Float64bits(v), err
	case voxel.Int8, voxel.Int16, voxel.Int32, voxel.Int64:
		v, err := strconv.ParseInt(word, 10, bits)
		return uint64(v), err
	default:
		return strconv.ParseUint(word, 10, bits)
	}
}

// spaceless leaves white space out of r: the hex encoding may break its lines
// anywhere.
type spaceless struct{ r io.Reader }

func (s *spaceless) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	kept := p[:0]
	for _, c := range p[:n] {
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			kept = append(kept, c)
		}
	}
	return len(kept), err
}

package deidentify

import (
	"crypto/hmac"
	"crypto/sha256"
	"math/big"
	"strings"
)

// digest is the keyed hash of what, told apart by the purpose.
func (d *Deidentifier) digest(purpose, what string) [32]byte {
	h := hmac.New(sha256.New, d.settings.Salt)
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write([]byte(what))
	return [32]byte(h.Sum(nil))
}

// uid returns the UID that takes the place of old: the same for the same salt,
// in all files and runs. It is a UUID of version 8 (RFC 9562) below the root
// 2.25 (PS3.5, annex B.2), from the first 16 bytes of the keyed hash; without
// the salt nobody can tell which UID it was.
func (d *Deidentifier) uid(old string) string {
	sum := d.digest("uid", old)
	sum[6] = sum[6]&0x0f | 0x80 // version
	sum[8] = sum[8]&0x3f | 0x80 // variant
	return "2.25." + new(big.Int).SetBytes(sum[:16]).String()
}

// Roots of UIDs that stand for no object: of the standard's registry (PS3.6,
// annex A), and of the code systems registered with HL7, which name SNOMED CT,
// LOINC and UCUM.
const (
	standardRoot   = "1.2.840.10008."
	codeSystemRoot = "2.16.840.1.113883.6."
)

// wellKnown reports whether a UID is kept. Of UIDs of objects, which the table
// lists, only the standard's frames of reference (…1.4.x: atlases) and colour
// palettes (…1.5.x) are; of the others, all that the standard or the code systems define. A part of a UID
// with more than six digits is none of theirs.
func wellKnown(uid string, object bool) bool {
	for part := range strings.SplitSeq(uid, ".") {
		if len(part) > 6 || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	if object {
		return strings.HasPrefix(uid, standardRoot+"1.4.") || strings.HasPrefix(uid, standardRoot+"1.5.")
	}
	return strings.HasPrefix(uid, standardRoot) || strings.HasPrefix(uid, codeSystemRoot)
}

// uids returns the value of a UI element with its UIDs replaced.
func (d *Deidentifier) uids(value string, object bool) string {
	parts := strings.Split(value, `\`)
	for i, p := range parts {
		if p = strings.Trim(p, " \x00"); p != "" && !wellKnown(p, object) {
			p = d.uid(p)
		}
		parts[i] = p
	}
	return strings.Join(parts, `\`)
}

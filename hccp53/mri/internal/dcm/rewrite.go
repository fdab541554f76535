package dcm

import "slices"

// Rewrite calls f for every element of the data set, in order, and removes
// those for which f returns false. F may set Value, Items and, with
// [Element.SetVR], the value representation; it must put new values in their
// place, not change the bytes that are there. Items are not visited: f calls
// Rewrite for those it wants.
func (d *DataSet) Rewrite(f func(e *Element) bool) {
	kept := make([]Element, 0, len(d.elements))
	for _, e := range d.elements {
		if f(&e) {
			kept = append(kept, e)
		}
	}
	d.elements = kept
	d.header = nil
}

// SetVR sets the value representation, two capital letters.
func (e *Element) SetVR(vr string) { copy(e.vr[:], vr) }

// VRs returns the value representations that the standard allows for the tag,
// nil for a private one and for one that the dictionary does not have.
func (t Tag) VRs() []string {
	if t.Private() {
		return nil
	}
	info, ok := t.lookUp()
	if !ok {
		return nil
	}
	return slices.Clone(info.VRs)
}

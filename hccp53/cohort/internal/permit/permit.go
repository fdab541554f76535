// Package permit guards the one door in package cohort through which outcomes
// of validation patients can leak. Only packages below hccp53/cohort can
// import it, and only leaky does.
package permit

// Leak is the permit. Its zero value grants nothing.
type Leak struct{ granted bool }

// Grant returns a permit.
func Grant() Leak { return Leak{granted: true} }

// MustBeGranted panics unless the permit came from [Grant].
func (l Leak) MustBeGranted() {
	if !l.granted {
		panic("cohort: outcomes of all patients are for the lessons in package leaky only")
	}
}

// Package provenance knows where every number came from.
//
// It rests on one idea: a step of the study is a function of its code, its
// settings, its inputs and its seed. All four are hashed into the [Step]'s
// key, and what the step made is kept under that key in a [Store]. Asking for
// the same step again returns the kept result at once; changing any of the
// four makes a new key, so an old result can never be mistaken for a new one.
// That is how notebook cells, which are separate processes, and the command
// line share their work, and how an interrupted run goes on where it stopped.
//
//	store, err := provenance.OpenStore(".hccp53/store")
//	res, err := store.Do(ctx, provenance.Step{
//		Name:   "radiomics.extract",
//		Code:   radiomics.Code,
//		Params: settings,
//		Inputs: map[string]provenance.Hash{"image": h1, "voi": h2},
//	}, func(ctx context.Context, out *provenance.Output) error {
//		return out.WriteJSON("features.json", compute())
//	})
//	var features []float64
//	err = res.ReadJSON("features.json", &features)
//
// The package also derives the seeded random streams ([Rand]), hashes input
// files ([Store.HashFile], [Store.HashTree]) and counts how often anyone
// looked at validation outcomes ([Ledger]). It is a leaf: it imports no other
// package of the project but fault.
package provenance

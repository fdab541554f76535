// Package phantom is an upper abdomen made of formulas, with a tumour in its
// liver.
//
//	body := phantom.New(rng, phantom.Build{Frame: frame, Lesion: lesion})
//	img := body.Render(rng, phantom.Scan{…}, 1) // second phase
//	mask := body.Tumour(grid)                   // what is tumour, exactly
//	voi := body.Draw(rng, grid, reader)         // what a reader draws
//
// [New] draws the shape of the organs, the place and outline of the lesion and
// its inner structure once; [Anatomy.Render] then takes as many pictures as
// wanted, each with its own time, breathing position and noise. Nothing is
// kept as voxels: every organ is a signed distance, every texture a sum of
// waves in millimetres, so the same patient can be rendered on any grid.
//
// Coordinates are LPS millimetres about the middle of the body: the patient's
// right, where the liver is, has x < 0; the back has y > 0; the head z > 0.
// Anatomy, perfusion and relaxation times are literature-shaped, not measured
// (hccp53/docs/simulation.md); they serve to look right and to carry a known truth.
package phantom

// Package nbtest runs notebooks from beginning to end without a browser and
// reads what came of them.
//
// The work is done by nbclient and nbconvert, the components that Jupyter's
// own tools use, in the Python of the virtual environment that set-up has made:
//
//	res, err := nbtest.Run(ctx, nbtest.Options{
//		Python:      ".hccp53/venv/bin/python",
//		Notebook:    "notebooks/00_start.ipynb",
//		OutNotebook: "results/notebooks/00_start.ipynb",
//		OutHTML:     "results/notebooks/00_start.html",
//	})
//
// A cell that fails ends the run. The error is a [*CellError]: notebook, cell,
// and the one line that the cell had to say. What ran before is written all
// the same.
//
// Two runs that compute the same write the same bytes: neither times nor lines
// of progress are kept. The
// page is complete in itself and asks no other computer for anything; each
// cell has an anchor ([Cell.Anchor]), and [Cells] finds the figures that a cell
// showed, so that a report links a figure to the code that made it.
package nbtest

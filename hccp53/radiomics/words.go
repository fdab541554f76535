package radiomics

import "strings"

// Words says in a sentence what the feature measures, for a reader who does not
// read formulas; "" where there is nothing to say beyond the name. The same
// quantity has the same words in both profiles.
func (d Definition) Words() string {
	if text, ok := words[d.IBSI]; ok && d.IBSI != "" {
		return text
	}
	return words[d.Class+"_"+d.Name]
}

// Legend explains the symbols in the formulas of a class, "" for a class that
// has none.
func Legend(class string) string { return legends[class] }

var legends = map[string]string{
	Shape:      "V and A are volume and area of the surface mesh (marching cubes), N is the number of voxels, λ1 ≥ λ2 ≥ λ3 are the variances of the voxel centres along their principal axes in mm².",
	FirstOrder: "x are the N intensities of the VOI, μ is their mean, m are moments about it, s is the setting voxelArrayShift, Pq the q-th percentile, p(g) the share of voxels of grey level g.",
	GLCM:       "p(i,j) is the share of pairs of neighbours of grey levels i and j; px and py are its sums over j and i, μx, μy, σx, σy their means and standard deviations; p₋(k) and p₊(k) are the shares of pairs with |i−j| = k and i+j = k; H, HX and HY are the entropies of p, px and py in bits; Ng is the highest grey level.",
	GLRLM:      "P(i,j) is the number of runs of j voxels of grey level i along a line, N their number, p = P/N.",
	GLSZM:      "P(i,j) is the number of connected zones of j voxels of grey level i, N their number, p = P/N.",
	GLDM:       "P(i,j) is the number of voxels of grey level i with j − 1 neighbours that resemble them (by gldm_a at most), N the number of voxels, p = P/N.",
	NGTDM:      "n(i) is the number of voxels of grey level i, s(i) the sum over them of the difference between i and the mean of the neighbours; N = Σn, p = n/N, S = Σs, G is the number of grey levels.",
}

// words are by IBSI identifier, or by class and name where there is none.
var words = map[string]string{
	// Shape.
	"RNU0": "volume inside the surface mesh",
	"YEKZ": "number of voxels times the volume of one",
	"C0JK": "area of the surface mesh",
	"2PR5": "area of the surface divided by the volume: small for a large or round VOI",
	"SKGS": "how compact the VOI is, from the volume and the area; largest for a ball",
	"BQWJ": "how compact the VOI is, 1 for a ball",
	"KRCK": "area of the surface divided by that of a ball of the same volume, 1 for a ball",
	"QCFX": "area of a ball of the same volume divided by that of the surface, 1 for a ball",
	"25C7": "how far the VOI is from a ball, 0 for a ball",
	"KLMA": "distance in mm between the centre of the voxels and that weighted with intensity",
	"L0JK": "largest distance of two points of the surface",
	"TDIC": "length of the longest axis of the ellipsoid with the same spread of voxels",
	"P9VJ": "length of the second axis of the ellipsoid with the same spread of voxels",
	"7J51": "length of the shortest axis of the ellipsoid with the same spread of voxels",
	"Q3CK": "second axis divided by the longest: 1 for a round cross-section, near 0 for a line",
	"N17B": "shortest axis divided by the longest: 1 for a ball, 0 for a disc",
	"PBX1": "volume divided by that of the box along the axes of the image",
	"R59B": "area divided by that of the box along the axes of the image",
	"ZH1A": "volume divided by that of the smallest box in any direction",
	"IQYR": "area divided by that of the smallest box in any direction",
	"6BDE": "volume divided by that of the ellipsoid of the principal axes",
	"RDD2": "area divided by that of the ellipsoid of the principal axes",
	"SWZ1": "volume divided by that of the smallest ellipsoid around the VOI",
	"BRI8": "area divided by that of the smallest ellipsoid around the VOI",
	"R3ER": "volume divided by that of the convex hull: small with dents",
	"7T7F": "area divided by that of the convex hull: large with dents",
	"99N0": "mean intensity times volume",
	"N365": "spatial autocorrelation of the intensities, near 1 where neighbours are alike",
	"NPT7": "mean squared difference of voxels, weighted by nearness, relative to the variance",

	"shape_Maximum2DDiameterColumn": "largest distance of two points of the surface in a plane of equal y",
	"shape_Maximum2DDiameterRow":    "largest distance of two points of the surface in a plane of equal x",
	"shape_Maximum2DDiameterSlice":  "largest distance of two points of the surface in a slice",

	// Intensities.
	"VJGA":                   "mean in the ball of 1 mL around the brightest voxel",
	"0F91":                   "largest mean in a ball of 1 mL around any voxel",
	"Q4LE":                   "mean of the intensities",
	"ECT3":                   "mean squared distance of the intensities to their mean",
	"KE2A":                   "asymmetry: positive with a tail of bright voxels, negative with one of dark voxels",
	"IPH6":                   "weight of the tails of the distribution of intensities",
	"Y12H":                   "intensity that half the voxels do not exceed",
	"1GSF":                   "smallest intensity",
	"QG58":                   "intensity that a tenth of the voxels do not exceed",
	"8DWT":                   "intensity that nine tenths of the voxels do not exceed",
	"84IY":                   "largest intensity",
	"SALO":                   "width of the middle half of the intensities",
	"2OJQ":                   "largest intensity less the smallest",
	"4FUA":                   "mean distance of the intensities to their mean",
	"1128":                   "mean distance to the mean of the middle 80 % of the intensities: robust against outliers",
	"N72L":                   "mean distance of the intensities to their median",
	"7TET":                   "standard deviation divided by the mean",
	"9S40":                   "width of the middle half divided by the sum of its ends",
	"N8CA":                   "sum of the squared intensities: grows with the VOI",
	"5ZWQ":                   "square root of the mean squared intensity",
	"firstorder_TotalEnergy": "Energy times the volume of a voxel, so that resampling matters less",

	// Histogram of grey levels.
	"X6K6": "mean grey level", "CH89": "variance of the grey levels", "88K1": "asymmetry of the grey levels",
	"C3I7": "weight of the tails of the grey levels", "WIFQ": "median grey level", "1PR8": "smallest grey level",
	"GPMT": "grey level that a tenth of the voxels do not exceed", "OZ0C": "grey level that nine tenths of the voxels do not exceed",
	"3NCY": "largest grey level", "AMMC": "most frequent grey level", "WR0O": "width of the middle half of the grey levels",
	"5Z3W": "largest grey level less the smallest", "D2ZX": "mean distance of the grey levels to their mean",
	"WRZB": "mean distance to the mean of the middle 80 % of the grey levels", "4RNL": "mean distance of the grey levels to their median",
	"CWYJ": "standard deviation of the grey levels divided by their mean", "SLWD": "width of the middle half of the grey levels divided by the sum of its ends",
	"TLU2": "disorder of the grey levels in bits: 0 when all voxels have one level",
	"BJ5W": "sum of the squared shares of the grey levels: 1 when all voxels have one level",
	"12CE": "steepest rise of the histogram", "8E6O": "grey level of the steepest rise of the histogram",
	"VQB3": "steepest fall of the histogram", "RHQZ": "grey level of the steepest fall of the histogram",

	// Intensity-volume histogram.
	"BC2M": "share of the volume above a fraction of the range of intensities", "GBPN": "intensity that a share of the volume exceeds",
	"DDTU": "difference of the shares of the volume above 10 % and 90 % of the range", "CNV2": "difference of the intensities that 10 % and 90 % of the volume exceed",
	"9CMM": "area under the intensity-volume histogram",

	// Pairs of neighbours.
	"GYBY": "share of the most frequent pair of grey levels",
	"60VM": "mean grey level of the pairs",
	"UR99": "variance of the grey levels of the pairs",
	"TU9B": "disorder of the pairs in bits: high where any grey level lies beside any other",
	"TF7R": "mean difference of neighbours", "8S9J": "mean difference of neighbours",
	"D3YU": "variance of the difference of neighbours",
	"NTRS": "disorder of the differences of neighbours in bits",
	"ZGXS": "mean sum of the grey levels of neighbours",
	"OEEB": "variance of the sum of the grey levels of neighbours",
	"P6QZ": "disorder of the sums of neighbours in bits",
	"8ZQL": "sum of the squared shares of the pairs: high where few pairs recur",
	"ACUI": "mean squared difference of neighbours: high where levels change from voxel to voxel",
	"IB1Z": "likeness of neighbours, 1 where all are equal",
	"NDRX": "likeness of neighbours, differences counted in parts of the number of levels",
	"WF0Z": "likeness of neighbours, 1 where all are equal; large differences count less than in Id",
	"1QCO": "likeness of neighbours, squared differences counted in parts of the squared number of levels",
	"E8JP": "mean of 1 / squared difference over neighbours that differ",
	"NI2N": "correlation of the grey levels of neighbours, 1 where they go together",
	"QWB0": "mean product of the grey levels of neighbours: high where bright lies beside bright",
	"DG8W": "spread of the sum of neighbours: high with groups of one level",
	"7NFM": "asymmetry of the sum of neighbours",
	"AE86": "weight of the tails of the sum of neighbours",
	"R8DG": "how much one neighbour tells of the other; 0 for nothing, −1 for all",
	"JN9H": "how much one neighbour tells of the other; 0 for nothing, towards 1 for all",

	"glcm_MCC": "largest correlation of neighbours under any renaming of the levels, from 0 to 1",

	// Difference to the neighbours.
	"QCDE": "high where a voxel is like the mean of its neighbours: slow changes",
	"65HE": "high with a wide range of levels and large differences to the neighbours",
	"NQ30": "high where levels change fast from a voxel to its neighbours",
	"HDEZ": "high with many levels and fast changes",
	"1X9X": "high where levels are far apart and change slowly",
}

// sized is a family of features of things that have a grey level and a size.
type sized struct {
	things, size, small, large string
	ids                        string // in the order of templates
}

var sizedFamilies = []sized{
	{"runs", "length", "short", "long", "22OV W4KF V3SW G3QZ HTZT GD3A IVPO 3KUM R5YN OVBL W92Y IC23 9ZK5 8CE5 SXLW HJ9O"},
	{"zones", "size", "small", "large", "5QRC 48P8 XMSY 5GN9 5RAI HW1V YH51 J17V JNSA Y1RO 4JP3 VB3A P30P BYLV 3NSA GU8N"},
	{"zones", "distance to the border", "near the border", "deep inside", "0GBI MB4I S1RA K26C RUVG DKNJ A7WM KLTH VFT7 7HP3 V294 IATH VIWW QK93 7WT1 GBDU"},
	{"voxels", "number of like neighbours", "unlike their neighbours", "like their neighbours", "SODN IMOQ TL9H OAE7 EQ3F JA6D NBZI 9QMG FP8K 5SPA Z87G OKJI 6XV8 1PFV DNX2 FCBV CAS9"},
}

var templates = []string{
	"mean of 1 / SIZE² over the THINGS: high where they are SMALL",
	"mean of SIZE² over the THINGS: high where they are LARGE",
	"mean of 1 / grey level² over the THINGS: high where they are dark",
	"mean of grey level² over the THINGS: high where they are bright",
	"mean of 1 / (SIZE · grey level)²: high where THINGS are SMALL and dark",
	"mean of (grey level / SIZE)²: high where THINGS are SMALL and bright",
	"mean of (SIZE / grey level)²: high where THINGS are LARGE and dark",
	"mean of (SIZE · grey level)²: high where THINGS are LARGE and bright",
	"high where the THINGS have few grey levels; grows with their number",
	"high where the THINGS have few grey levels: 1 with one level",
	"high where the THINGS are alike in SIZE; grows with their number",
	"high where the THINGS are alike in SIZE: 1 if all are",
	"number of THINGS divided by the number of voxels",
	"variance of the grey levels of the THINGS",
	"variance of the SIZE of the THINGS",
	"disorder of grey level and SIZE of the THINGS in bits",
	"sum of the squared shares of grey level and SIZE of the THINGS",
}

func init() {
	for _, f := range sizedFamilies {
		r := strings.NewReplacer("THINGS", f.things, "SIZE", f.size, "SMALL", f.small, "LARGE", f.large)
		for i, id := range strings.Fields(f.ids) {
			words[id] = r.Replace(templates[i])
		}
	}
}

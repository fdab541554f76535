package phantom

import "hcclab/data/simulate/kinetics"

// material is what a voxel is made of.
type material int

const (
	fat material = iota // fat-suppressed
	muscle
	marrow
	fluid
	lung
	gut
	spleen
	cortex // of the kidney
	medulla
	liver
	cirrhotic
	capsule
	tumour // its relaxation; its perfusion differs from voxel to voxel
	necrosis
	arterial // blood
	portal
	hepatic
	materials // their number
)

// property holds what decides the brightness of a material.
type property struct {
	density float64          // M0 relative to liver
	t10     [2]float64       // native T1 in s at 1.5 T and 3 T
	tissue  kinetics.Tissue  // perfusion; zero for what takes up nothing
	vessel  *kinetics.Vessel // or the blood that it is
}

// properties lists the materials. T1 of liver: hccp53/docs/simulation.md (602 ms at
// 1.5 T, 901 ms at 3 T); perfusion of liver, cirrhotic liver and capsule: the
// table there. The others are round values of the usual order; none carries
// a planted effect.
func properties() [materials]property {
	blood := func(v kinetics.Vessel) *kinetics.Vessel { return &v }
	t := func(flow, arterial, volume float64) kinetics.Tissue {
		return kinetics.Tissue{Flow: flow, Arterial: arterial, Volume: volume}
	}
	return [materials]property{
		fat:       {density: 0.12, t10: [2]float64{0.30, 0.35}},
		muscle:    {density: 0.85, t10: [2]float64{0.95, 1.25}, tissue: t(15, 1, 0.12)},
		marrow:    {density: 0.60, t10: [2]float64{0.65, 0.75}, tissue: t(15, 1, 0.10)},
		fluid:     {density: 1.05, t10: [2]float64{3.0, 3.5}},
		lung:      {density: 0.05, t10: [2]float64{1.2, 1.3}, tissue: t(200, 1, 0.3)},
		gut:       {density: 0.90, t10: [2]float64{0.95, 1.20}, tissue: t(60, 1, 0.20)},
		spleen:    {density: 1.05, t10: [2]float64{1.05, 1.33}, tissue: t(150, 1, 0.22)},
		cortex:    {density: 1.05, t10: [2]float64{0.97, 1.15}, tissue: t(250, 1, 0.30)},
		medulla:   {density: 1.05, t10: [2]float64{1.40, 1.55}, tissue: t(60, 1, 0.30)},
		liver:     {density: 1.00, t10: [2]float64{0.602, 0.901}, tissue: t(100, 0.20, 0.20)},
		cirrhotic: {density: 1.00, t10: [2]float64{0.640, 0.940}, tissue: t(80, 0.35, 0.25)},
		capsule:   {density: 1.00, t10: [2]float64{0.750, 1.050}, tissue: t(30, 0.50, 0.35)},
		tumour:    {density: 1.05, t10: [2]float64{0.800, 1.150}},
		necrosis:  {density: 1.05, t10: [2]float64{1.60, 1.90}},
		arterial:  {density: 1.05, t10: [2]float64{1.44, 1.65}, vessel: blood(kinetics.Aorta)},
		portal:    {density: 1.05, t10: [2]float64{1.44, 1.65}, vessel: blood(kinetics.PortalVein)},
		hepatic:   {density: 1.05, t10: [2]float64{1.44, 1.65}, vessel: blood(kinetics.HepaticVein)},
	}
}

// native returns T1 before contrast in s.
func (p property) native(fieldStrength float64) float64 {
	if fieldStrength < 2 {
		return p.t10[0]
	}
	return p.t10[1]
}

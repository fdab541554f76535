package phase

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/stack"
)

func TestPhaseAt(t *testing.T) {
	for seconds, want := range map[float64]Phase{
		-3000: Pre, -0.1: Pre, 0: Unknown, 14.9: Unknown, 15: AP, 45: AP, 47: Unknown, 50: PVP, 100: PVP, 110: Unknown,
		120: DP, 300: DP, 301: Unknown, 600: HBP, 1200: HBP,
	} {
		if got := phaseAt(seconds); got != want {
			t.Errorf("phaseAt(%v) = %s, want %s", seconds, got, want)
		}
	}
	if phaseAt(math.NaN()) != Unknown {
		t.Error("no time has a phase")
	}
}

// TestWords reads descriptions of the kinds that TCGA-LIHC has, for a series of
// one volume.
func TestWords(t *testing.T) {
	for description, want := range map[string]Phase{
		"AX LAVA  PRE":                         Pre,
		"(lava pre)":                           Pre,
		"T1 VIBE FS TRA_pre":                   Pre,
		"opt T1-PRE":                           Pre,
		"t1 without contrast":                  Pre,
		"AX VIBE_Pre NON-FAT SAT IN-PHASE":     Pre,
		"T1 VIBE FS TRA_late_arterial_C":       AP,
		"Ax Vibe Post_Arterial phase":          AP,
		"t1_vibe_dyn_AP":                       AP,
		"AX LAVA POST 20SEC":                   AP,
		"AXIAL IN PHASE POST 45 SEC":           Unknown, // late arterial or early portal venous
		"arterial 45 sec":                      AP,
		"post portal 110 sec":                  PVP,     // 110 s lies between the phases, next to PVP
		"post arterial 110 sec":                Unknown, // no arterial phase is that late
		"FLASH_1SEC_45SEC_AX_P":                Unknown, // two times, one volume
		"dyn 20 s 70 s":                        Unknown,
		"dyn 70 s, 70 s":                       PVP,
		"3D T1 AXIAL C-":                       Pre,
		"LAVA -C":                              Pre,
		"t1_vibe_dyn_pre":                      Pre,
		"t1 pre-contrast":                      Pre,
		"t1 pre Gd":                            Pre,
		"LAVA before contrast":                 Pre,
		"t1 vibe ax fs BH pre-post":            Unknown,
		"dynamic mask":                         Pre,
		"post 50 sec":                          Unknown,
		"post 60 sec":                          PVP,
		"LAVA transitional":                    DP,
		"T1 VIBE FS TRA_porto_venous_C":        PVP,
		"Ax Vibe Post_Portal phase":            PVP,
		"AX LAVA POST 70 SEC":                  PVP,
		"Ax LAVA BH  post gad 90sec":           PVP,
		"late portal venous":                   PVP,
		"T1 VIBE FS TRA_equilibrium_C":         DP,
		"AX LAVA POST 120 SEC":                 DP,
		"AXIAL IN FS POST 2 MIN":               DP,
		"AX LAVA POST 5 MINUTES":               DP,
		"Ax LAVA  5 min delay":                 DP,
		"Ax Vibe Post_Early Delayed phase":     DP,
		"Ax LAVA BH (DELAYED)":                 DP,
		"20 min delay lava post":               HBP,
		"Ax LAVA /pOST 20 MIN.":                HBP,
		"T1 VIBE FS TRA_hepatocyte_C":          HBP,
		"t1_vibe_fs_tra_bh 2 + c":              Unknown,
		"(lava)":                               Unknown,
		"lava post":                            Unknown,
		"MRE 16s Breath-hold":                  Unknown, // not a time after injection
		"t1_vibe 18 sec":                       Unknown,
		"AXIAL IN PHASE POST 0 SEC":            Unknown,
		"T1 VIBE FS TRA_7 min_C":               Unknown,
		"Lava pre & post":                      Unknown, // one volume: which?
		"arterial portal":                      Unknown,
		"arterial 70 sec":                      Unknown,
		"artefact prep delayedness preportal5": Unknown,
		"":                                     Unknown,
	} {
		if got, why := readWords(description).claim(0, 1, false); got != want {
			t.Errorf("%q: %s (%s), want %s", description, got, why, want)
		}
	}
}

func TestWordsOfSeveralVolumes(t *testing.T) {
	for description, want := range map[string]string{
		"20SEC/1MIN POST LAVA AX F/S":   "AP PVP",
		"post art/portal":               "AP PVP",
		"dyn arterial, portal, delayed": "AP PVP DP",
		"pre art pv delay":              "pre AP PVP DP",
		"AX LAVA early late arterial":   "unknown unknown",
		"pre & late arterial":           "pre AP",
		"arterial 20 sec":               "unknown unknown",
		"portal arterial":               "unknown unknown", // not in the order of volumes
		"Lava pre & post":               "pre unknown unknown unknown",
		"arterial":                      "unknown unknown unknown", // three volumes of one phase: unsure
		"pre":                           "unknown unknown",
		"post":                          "unknown unknown unknown",
		"post 20 s, 8 s":                "AP unknown",
		"LAVA Multiphase 15,35,65":      "AP AP PVP",
		"dyn 20/70/180s":                "AP PVP DP",
		"dyn 1, 3, 20 min":              "PVP DP HBP",
		"LAVA Multiphase 65,35,15":      "unknown unknown unknown", // no times in order
		"LAVA 15,35,65":                 "unknown unknown unknown", // of what?
		"LAVA Multiphase 15,35":         "unknown unknown unknown", // three volumes
		"增强 动脉期/门脉期/延迟期":                "AP PVP DP",
	} {
		k := len(strings.Fields(want))
		var got []string
		for i := range k {
			p, _ := readWords(description).claim(i, k, false)
			got = append(got, string(p))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %s, want %s", description, s, want)
		}
	}
}

// TestWordsOfOtherLanguages reads what German, French, Spanish, Italian,
// Portuguese, Chinese and Japanese departments write.
func TestWordsOfOtherLanguages(t *testing.T) {
	for description, want := range map[string]Phase{
		"t1_vibe_fs_tra_nativ": Pre, "T1 VIBE tra ohne KM": Pre, "t1 vibe vor KM": Pre, "t1_vibe_arteriell_KM": AP, "T1 VIBE portalvenös": PVP,
		"t1 vibe portalvenoes": PVP, "T1 VIBE tra spät": DP, "t1_vibe_spaet_KM": DP, "T1 vibe nach KM 70 Sek": PVP, "T1 VIBE leberspezifisch": HBP,
		"t1 vibe nach KM": Unknown, "T1 VIBE koronar arteriell": AP, // the other word decides, see TestOtherWords
		"T1 LAVA sans injection": Pre, "AX T1 temps artériel": AP, "T1 artérielle": AP, "T1 temps arte\u0301riel": AP, "LAVA temps veineux": PVP, "LAVA tardif": DP,
		"T1 équilibre": DP, "T1 hépatobiliaire": HBP, "LAVA avant injection": Pre, "LAVA inj 3 min": DP,
		"T1 sin contraste": Pre, "LAVA fase arterial": AP, "LAVA fase venosa": PVP, "LAVA fase tardía": DP, "LAVA con contraste 20 seg": AP, "THRIVE hepatobiliar": HBP,
		"VIBE senza mdc": Pre, "VIBE fase arteriosa": AP, "VIBE fase portale": PVP, "VIBE tardiva": DP, "VIBE sem contraste": Pre,
		"LAVA-Flex 平扫": Pre, "T1 平掃": Pre, "LAVA 动脉期": AP, "LAVA 动脉晚期": AP, "動脈期": AP, "LAVA 门脉期": PVP, "门静脉期": PVP, "門脈期": PVP, "静脉期": PVP,
		"LAVA 平衡期": DP, "延迟期": DP, "LAVA 延迟3分钟": DP, "增强 延迟20分钟": HBP, "肝胆期": HBP, "肝胆特异期": HBP, "肝细胞期": HBP, "增强前": Pre, "增强": Unknown, "增强 25秒": AP,
		"動脈相": AP, "門脈相": PVP, "平衡相": DP, "肝細胞造影相": HBP, "造影前": Pre, "動脈後期相": AP,
		"动脉期 延迟期": AP, // a name is worth more than a hint
		"动脉期 门脉期": Unknown,
	} {
		if got, why := readWords(description).claim(0, 1, false); got != want {
			t.Errorf("%q: %s (%s), want %s", description, got, why, want)
		}
	}
}

func TestOtherWords(t *testing.T) {
	for description, want := range map[string]bool{
		"AXIAL T2 HASTE": true, "3 plane loc": true, "COR ARTERIAL MPR": true, "sSUB PHASE 1": true, "TOF PORTAL VEIN": true,
		"T1 FL AX IN_OUT PHASE": true, "InPhase:Medal IP OP": true, "FAT:Ax Medal ARC": true, "R2*:(iron sensitive fgre)": true,
		"t1_vibe_tra_p2_bh_dixon_F_FIL": true, "Ax 2D FIESTA ASSET post gad": true, "ep2d_diff_b50_400_800_ADC": true,
		"3dfrfse resp trig": true, "fsfiesta2d": true, "Ax DualEcho FSPGR": true, "asset cal": true, "testbolus": true, "冠状 增强": true, "定位像": true, "减影 动脉期": true,
		"T1 VIBE koronar arteriell": true, "弥散": true, "MRCP 水成像": true, "压脂 动脉期": false, "LAVA dual arterial": false,
		"t1_vibe_tra_p2_bh_dixon_W_FIL": false, "AX VIBE_Pre NON-FAT SAT IN-PHASE": false, "Ax LAVA BH Asset": false,
		"WATER:Ax Medal ARC": false, "AX LAVA POST 20SEC": false, "t1_vibe_fs_tra_p2_320_bh (acr)": false,
	} {
		if w := readWords(description); (w.other != "") != want {
			t.Errorf("%q: other word %q", description, w.other)
		}
	}
}

// item is a volume as the naming sees it.
type item struct {
	series      int
	description string
	index, of   int     // 0, 0: alone
	at          float64 // seconds after injection, NaN: no time
	bolus       bool    // the file states the injection
	agent       bool
	change      func(*stack.Stack)
}

const noon = 12 * 3600

func (it item) stack() *stack.Stack {
	s := &stack.Stack{
		First: &frame.Image{
			Source:   &frame.Source{},
			Modality: "MR", SeriesNumber: float64(it.series), Description: it.description, Bolus: math.NaN(),
			RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12, ImageType: []string{"ORIGINAL", "PRIMARY", "M"},
		},
		Series: fmt.Sprint(it.series), Index: it.index, Count: max(it.of, 1), Acquired: noon + it.at, Trigger: math.NaN(), Axial: true,
	}
	if it.bolus {
		s.First.Bolus = noon
	}
	if it.agent {
		s.First.Agent = "gadoterate"
	}
	if it.change != nil {
		it.change(s)
	}
	return s
}

func TestNaming(t *testing.T) {
	none := math.NaN()
	t2 := func(s *stack.Stack) { s.First.EchoTime, s.First.RepetitionTime = 90, 3000 }
	flash := func(s *stack.Stack) { s.First.EchoTime, s.First.RepetitionTime, s.First.FlipAngle = 2.4, 150, 70 }
	thick := func(s *stack.Stack) { s.First.FlipAngle = 30 }
	slow := func(s *stack.Stack) { s.First.RepetitionTime = 150 }
	coronal := func(s *stack.Stack) { s.Axial = false }
	derived := func(s *stack.Stack) { s.First.ImageType = []string{"DERIVED", "SECONDARY", "MPR"} }
	water := func(s *stack.Stack) { s.First.ImageType = []string{"DERIVED", "PRIMARY", "DIXON", "WATER"} }
	fat := func(s *stack.Stack) { s.First.ImageType = []string{"DERIVED", "PRIMARY", "DIXON", "FAT"} }
	ct := func(s *stack.Stack) { s.First.Modality = "CT" }
	timelessly := func(s *stack.Stack) { s.Timeless = true }
	trigger := func(ms float64) func(*stack.Stack) { return func(s *stack.Stack) { s.Trigger = ms } }
	for name, c := range map[string]struct {
		items []item
		want  string
	}{
		"times": {[]item{
			{3, "a", 0, 0, -60, false, false, nil}, {4, "b", 0, 0, 25, true, true, nil}, {5, "c", 0, 0, 70, true, true, nil}, {6, "d", 0, 0, 180, true, true, nil}, {7, "e", 0, 0, 1200, true, true, nil},
		}, "pre AP PVP DP HBP"},
		"a time between the phases":              {[]item{{4, "b", 0, 0, 25, true, true, nil}, {5, "c", 0, 0, 110, true, true, nil}}, "AP unknown"},
		"a word helps a time between the phases": {[]item{{4, "b", 0, 0, 25, true, true, nil}, {5, "portal", 0, 0, 110, true, true, nil}}, "AP PVP"},
		"a word against the time":                {[]item{{4, "arterial", 0, 0, 70, true, true, nil}, {5, "delayed", 0, 0, 180, true, true, nil}}, "unknown DP"},
		"two volumes of one phase":               {[]item{{4, "a", 0, 2, 20, true, true, nil}, {4, "a", 1, 2, 35, true, true, nil}}, "AP AP"},
		"pre and three after, by order": {[]item{
			{6, "lava pre", 0, 0, none, false, false, nil}, {8, "lava post", 0, 3, none, false, false, nil}, {8, "lava post", 1, 3, none, false, false, nil}, {8, "lava post", 2, 3, none, false, false, nil},
		}, "pre AP PVP DP"},
		"two pre and three after": {[]item{
			{5, "lava pre", 0, 0, none, false, false, nil}, {6, "lava pre", 0, 0, none, false, false, nil}, {8, "lava", 0, 3, none, false, false, nil}, {8, "lava", 1, 3, none, false, false, nil}, {8, "lava", 2, 3, none, false, false, nil},
		}, "pre pre AP PVP DP"},
		"pre, three after, and the hepatobiliary phase": {[]item{
			{6, "lava pre", 0, 0, none, false, false, nil}, {8, "lava post", 0, 3, none, false, false, nil}, {8, "lava post", 1, 3, none, false, false, nil}, {8, "lava post", 2, 3, none, false, false, nil}, {9, "20 min delay lava post", 0, 0, none, false, false, nil},
		}, "pre AP PVP DP HBP"},
		"pre and four after": {[]item{
			{6, "lava pre", 0, 0, none, false, false, nil}, {8, "lava post", 0, 4, none, false, false, nil}, {8, "lava post", 1, 4, none, false, false, nil}, {8, "lava post", 2, 4, none, false, false, nil}, {8, "lava post", 3, 4, none, false, false, nil},
		}, "pre unknown unknown unknown unknown"},
		"only the first says nothing of contrast agent": {[]item{{8, "vibe", 0, 0, none, false, false, nil}, {10, "vibe POST", 0, 0, none, false, false, nil}, {11, "vibe POST", 0, 0, none, false, false, nil}, {12, "vibe POST", 0, 0, none, false, false, nil}}, "pre AP PVP DP"},
		"phases of GE, each a series":                   {[]item{{8, "LAVA pre", 0, 0, none, false, false, nil}, {901, "Ph1/LAVA", 0, 0, none, false, false, nil}, {902, "Ph2/LAVA", 0, 0, none, false, false, nil}, {903, "Ph3/LAVA", 0, 0, none, false, false, nil}}, "pre AP PVP DP"},
		"phases of GE against their series numbers":     {[]item{{8, "LAVA pre", 0, 0, none, false, false, nil}, {901, "Ph2/LAVA", 0, 0, none, false, false, nil}, {902, "Ph1/LAVA", 0, 0, none, false, false, nil}, {903, "Ph3/LAVA", 0, 0, none, false, false, nil}}, "pre unknown unknown unknown"},
		"only instance numbers order the three":         {[]item{{8, "LAVA pre", 0, 0, none, false, false, nil}, {9, "LAVA post", 0, 3, none, false, false, timelessly}, {9, "LAVA post", 1, 3, none, false, false, timelessly}, {9, "LAVA post", 2, 3, none, false, false, timelessly}}, "pre unknown unknown unknown"},
		"only instance numbers order what words name":   {[]item{{9, "20SEC/1MIN POST LAVA", 0, 2, none, false, false, timelessly}, {9, "20SEC/1MIN POST LAVA", 1, 2, none, false, false, timelessly}}, "unknown unknown"},
		"one time for all series":                       {[]item{{3, "vibe", 0, 0, 30, true, true, nil}, {4, "vibe", 0, 0, 30, true, true, nil}, {5, "vibe portal", 0, 0, 30, true, true, nil}}, "unknown unknown PVP"},
		"a clock of another day":                        {[]item{{3, "vibe", 0, 0, -33000, true, true, nil}, {4, "vibe arterial", 0, 0, 30000, true, true, nil}}, "unknown AP"},
		"Dixon images share their time":                 {[]item{{3, "vibe", 0, 0, 30, true, true, water}, {3, "vibe", 0, 0, 30, true, true, fat}}, "AP unknown"},
		"a word far from the time":                      {[]item{{3, "vibe", 0, 0, 30, true, true, nil}, {4, "arterial", 0, 0, 110, true, true, nil}, {5, "portal", 0, 0, 112, true, true, nil}}, "AP unknown PVP"},
		"three after contrast, no pre":                  {[]item{{8, "lava post", 0, 3, none, false, true, nil}, {8, "lava post", 1, 3, none, false, true, nil}, {8, "lava post", 2, 3, none, false, true, nil}}, "unknown unknown unknown"},
		"same name four times, times fit":               {[]item{{5, "vibe", 0, 0, -50, false, false, nil}, {8, "vibe", 0, 0, 20, false, false, nil}, {9, "vibe", 0, 0, 70, false, false, nil}, {10, "vibe", 0, 0, 180, false, false, nil}}, "pre AP PVP DP"},
		"same name four times, times do not fit":        {[]item{{5, "vibe", 0, 0, -50, false, false, nil}, {8, "vibe", 0, 0, 20, false, false, nil}, {9, "vibe", 0, 0, 400, false, false, nil}, {10, "vibe", 0, 0, 900, false, false, nil}}, "unknown unknown unknown unknown"},
		"same name four times, no times":                {[]item{{5, "vibe", 0, 0, none, false, false, nil}, {8, "vibe", 0, 0, none, false, false, nil}, {9, "vibe", 0, 0, none, false, false, nil}, {10, "vibe", 0, 0, none, false, false, nil}}, "unknown unknown unknown unknown"},
		"same name, contrast agent in the last three":   {[]item{{5, "vibe", 0, 0, none, false, false, nil}, {8, "vibe", 0, 0, none, false, true, nil}, {9, "vibe", 0, 0, none, false, true, nil}, {10, "vibe", 0, 0, none, false, true, nil}}, "pre AP PVP DP"},
		"series numbers against the clock":              {[]item{{5, "vibe", 0, 0, 180, false, false, nil}, {8, "vibe", 0, 0, -50, false, false, nil}, {9, "vibe", 0, 0, 70, false, false, nil}, {10, "vibe", 0, 0, 20, false, false, nil}}, "DP pre PVP AP"},
		"one of three contradicts itself":               {[]item{{5, "pre", 0, 0, none, false, false, nil}, {8, "post portal 20 sec", 0, 0, none, false, false, nil}, {9, "post", 0, 0, none, false, false, nil}, {10, "post", 0, 0, none, false, false, nil}}, "pre unknown unknown unknown"},
		"some named, the others not":                    {[]item{{5, "pre", 0, 0, none, false, false, nil}, {8, "arterial", 0, 0, none, false, false, nil}, {9, "post", 0, 0, none, false, false, nil}, {10, "post", 0, 0, none, false, false, nil}}, "pre AP unknown unknown"},
		"one time for the whole series":                 {[]item{{8, "lava", 0, 3, 25, true, true, nil}, {8, "lava", 1, 3, 25, true, true, nil}, {8, "lava", 2, 3, 25, true, true, nil}}, "unknown unknown unknown"},
		"trigger times from the start of the series":    {[]item{{8, "lava", 0, 3, 25, true, true, trigger(0)}, {8, "lava", 1, 3, 25, true, true, trigger(40e3)}, {8, "lava", 2, 3, 25, true, true, trigger(150e3)}}, "AP PVP DP"},
		"other series of the same study": {[]item{
			{1, "T2 HASTE", 0, 0, -900, false, false, t2}, {2, "ax t1", 0, 0, -800, false, false, flash}, {3, "vibe pre", 0, 0, -60, false, false, nil},
			{4, "vibe", 0, 0, 25, true, true, nil}, {5, "vibe", 0, 0, 70, true, true, nil}, {6, "vibe", 0, 0, 180, true, true, nil},
			{7, "vibe", 0, 0, 200, true, true, coronal}, {8, "ax t1 post", 0, 0, 250, true, true, flash}, {9, "sub arterial", 0, 0, 25, true, true, nil}, {10, "arterial", 0, 0, 25, true, true, derived},
		}, "unknown unknown pre AP PVP DP unknown unknown unknown unknown"},
		"a pre-contrast series of another sequence":        {[]item{{2, "t1 pre", 0, 0, none, false, false, flash}, {3, "vibe pre", 0, 0, none, false, false, nil}, {4, "arterial", 0, 0, none, false, false, nil}, {5, "portal", 0, 0, none, false, false, nil}}, "unknown pre AP PVP"},
		"a pre-contrast series of another flip angle":      {[]item{{2, "t1 pre", 0, 0, none, false, false, thick}, {3, "vibe pre", 0, 0, none, false, false, nil}, {4, "arterial", 0, 0, none, false, false, nil}}, "unknown pre AP"},
		"a pre-contrast series of another repetition time": {[]item{{2, "t1 pre", 0, 0, none, false, false, slow}, {3, "vibe pre", 0, 0, none, false, false, nil}, {4, "arterial", 0, 0, none, false, false, nil}}, "unknown pre AP"},
		"a long echo time":                  {[]item{{2, "arterial", 0, 0, 25, true, true, t2}}, "unknown"},
		"a named phase of another sequence": {[]item{{4, "arterial", 0, 0, none, false, false, nil}, {5, "portal", 0, 0, none, false, false, nil}, {6, "hepatobiliary", 0, 0, none, false, false, thick}}, "AP PVP HBP"},
		"Dixon":                             {[]item{{4, "arterial", 0, 0, none, false, false, water}, {4, "arterial", 0, 0, none, false, false, fat}}, "AP unknown"},
		"CT":                                {[]item{{4, "arterial", 0, 0, 25, true, true, ct}}, "unknown"},
		"over midnight, no dates":           {[]item{{4, "a", 0, 0, 25, true, true, func(s *stack.Stack) { s.First.Bolus, s.Acquired = 86390, 15 }}}, "AP"},
		"before midnight, injection after":  {[]item{{4, "a", 0, 0, 25, true, true, func(s *stack.Stack) { s.First.Bolus, s.Acquired = 10, 86350 }}}, "pre"},
		"over midnight":                     {[]item{{4, "a", 0, 0, 25, true, true, func(s *stack.Stack) { s.First.Bolus, s.Acquired = 86390, 86400+15 }}}, "AP"},
	} {
		stacks := make([]*stack.Stack, len(c.items))
		for i, it := range c.items {
			stacks[i] = it.stack()
		}
		found := Find(stacks)
		var got []string
		for _, v := range found {
			got = append(got, string(v.Phase))
			if v.Evidence == "" {
				t.Errorf("%s: no evidence for %s", name, v.Phase)
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
			for _, v := range found {
				t.Logf("   %s: %s", v.Phase, v.Evidence)
			}
		}
	}
}

// TestSeveralInjections keeps each series' own injection time.
func TestSeveralInjections(t *testing.T) {
	a, b := item{4, "a", 0, 0, 25, true, true, nil}.stack(), item{5, "b", 0, 0, 625, true, true, nil}.stack()
	b.First.Bolus = noon + 600
	pre := item{3, "c", 0, 0, -60, false, false, nil}.stack()
	got := injection([]*stack.Stack{pre, a, b})
	if !math.IsNaN(got[0]) || got[1] != noon || got[2] != noon+600 {
		t.Errorf("got %v", got)
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		phase   Phase
		seconds float64
		want    bool
	}{
		{Pre, -100, true}, {Pre, 14, true}, {Pre, 16, false}, {AP, 5, true}, {AP, 50, true}, {AP, 51, false}, {PVP, 45, true}, {PVP, 44, false}, {PVP, 120, true},
		{DP, 100, true}, {DP, 600, true}, {DP, 601, false}, {HBP, 300, true}, {HBP, 5000, true}, {HBP, 299, false}, {Unknown, 30, false}, {AP, math.NaN(), false},
	} {
		if got := c.phase.near(c.seconds); got != c.want {
			t.Errorf("%s near %v is %v", c.phase, c.seconds, got)
		}
	}
}

func TestPlausible(t *testing.T) {
	for _, c := range []struct {
		pre, ap, pvp, dp float64
		want             bool
	}{
		{-60, 25, 70, 180, true},
		{0, 100, 150, 300, true}, // the clock starts anywhere
		{-60, 25, 70, 700, false},
		{-60, 25, 26, 180, false}, // 1 s between arterial and portal venous
		{20, 25, 70, 180, false},  // arterial at 25 needs an injection at 10 or before
		{-60, 70, 25, 180, false}, // out of order
		{-60, 25, math.NaN(), 180, false},
	} {
		if got := plausible(c.pre, c.ap, c.pvp, c.dp); got != c.want {
			t.Errorf("plausible(%v, %v, %v, %v) = %v", c.pre, c.ap, c.pvp, c.dp, got)
		}
	}
}

package phase

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// kind is how a phase is named.
type kind int

const (
	byName kind = iota // "portal"
	byTime             // "70 SEC"
	byHint             // "delayed": says less than a name or a time
)

// naming is how a word names a phase.
type naming struct {
	phase Phase
	kind  kind
}

// phaseWords are the words that name a phase: English, then German, French,
// Spanish, Italian and Portuguese where they differ, without accents.
var phaseWords = func() map[string]naming {
	all := map[string]naming{}
	for _, row := range []struct {
		naming
		words string
	}{
		{naming{Pre, byName}, "pre precontrast unenhanced nonenhanced noncontrast plain mask baseline native nativ nativa basal"},
		{naming{AP, byName}, "arterial art ap hap arteriell arterielle arteriel arteriosa"},
		{naming{PVP, byName}, "portal porto portalvenous portovenous venous ven pv pvp portalvenos portalvenoes venos venoes portale veineux venosa venoso"},
		{naming{DP, byName}, "equilibrium equil dp equilibre equilibrio gleichgewicht"},
		{naming{HBP, byName}, "hepatobiliary hepatocyte hbp hepatobiliar hepatobiliare hepatobiliaire epatobiliare leberspezifisch"},
		{naming{DP, byHint}, "delay delayed late transitional spat spaet spatphase spaetphase tardif tardive tardia tardio tardiva retardada retardado"},
	} {
		for w := range set(row.words) {
			all[w] = row.naming
		}
	}
	return all
}()

// set returns the words of a text.
func set(text string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(text) {
		s[w] = true
	}
	return s
}

var (
	// givenWords say that contrast agent was given; so do all that begin with
	// "gado".
	givenWords = set("post postcontrast contrast enhanced gd gad ce km inj injection contraste mdc magnevist primovist eovist multihance dotarem")
	// dynamicWords say that it is given during the series, or was.
	dynamicWords = set("dyn dynamic multiphase dynamik dynamisch dynamique dinamico dinamica")
	// otherWords show another kind of series than a dynamic one: another
	// weighting, a localiser, a test of the bolus, a calculated image, another
	// plane, the opposed phase of a dual echo.
	otherWords = set(`t2 haste hast fse tse flair stir tirm trufi truefisp bffe btfe mrcp tof mre
		dwi diff diffusion adc dti ivim swi r2 bvalue iron
		loc localizer localiser scout survey calibration cal realtime timing bolus testbolus smartprep bolustrak
		opp op out outphase opposed oppphase dualecho
		sub ssub subtract subtracted subtraction mip mpr mpr3d reformat summary rot
		cor coronal koronar coronale sag sagittal sagital sagittale`)
	// ofDixon are the images of a Dixon series other than that of water.
	ofDixon = set("fat f in inphase ip")
	// otherParts do so wherever they stand in a word: "3dfrfse", "fsfiesta2d".
	otherParts = []string{"fiesta", "frfse", "ssfse"}
)

// otherWord reports whether word i of all shows another kind of series.
func otherWord(all []string, i int) bool {
	w := all[i]
	if ofDixon[w] { // unless fat suppression is meant
		return i == 0 || slices.Contains(all, "dixon") || slices.Contains(all, "mdixon")
	}
	return otherWords[w] || slices.ContainsFunc(otherParts, func(part string) bool { return strings.Contains(w, part) })
}

// written turns Chinese and Japanese words, which are not set apart by spaces,
// into the English ones, in this order: "门静脉期" is portal, "静脉期" venous.
var written = []struct {
	pattern *regexp.Regexp
	english string
}{
	{regexp.MustCompile(`[动動][脉脈][早中晚後]?[期相]`), " arterial "},
	{regexp.MustCompile(`[门門][静靜]?[脉脈][期相]`), " portal "},
	{regexp.MustCompile(`[静靜][脉脈][期相]`), " venous "},
	{regexp.MustCompile(`平衡[期相]`), " equilibrium "},
	{regexp.MustCompile(`肝[胆膽](特异)?[期相]|肝[细細]胞(造影)?[期相]`), " hepatobiliary "},
	{regexp.MustCompile(`延[迟遲时時][期相]?|遅延[期相]?|後期相`), " delayed "},
	{regexp.MustCompile(`平[扫掃]|蒙片|造影前|[增][强強]前|単純`), " precontrast "},
	{regexp.MustCompile(`增[强強]|造影`), " contrast "},
	{regexp.MustCompile(`[动動][态態]`), " dynamic "},
	{regexp.MustCompile(`秒[后後]?`), "sec "},
	{regexp.MustCompile(`分[钟鐘]?[后後]?`), "min "},
	{regexp.MustCompile(`冠[状狀]`), " coronal "},
	{regexp.MustCompile(`矢[状狀]`), " sagittal "},
	{regexp.MustCompile(`定位`), " localizer "},
	{regexp.MustCompile(`[减減]影`), " subtraction "},
	{regexp.MustCompile(`重建`), " reformat "},
	{regexp.MustCompile(`[弥彌扩擴]散`), " diffusion "},
	{regexp.MustCompile(`[同反]相位`), " opposed "},
	{regexp.MustCompile(`水成像`), " mrcp "},
}

// accents are taken off the letters of German, French, Spanish, Portuguese and
// Italian.
var accents = strings.NewReplacer("ä", "a", "à", "a", "á", "a", "â", "a", "ã", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ß", "ss", "_", " ")

// folded returns a description in lower case, without accents and underscores,
// with the words of [written] in English.
func folded(description string) string {
	text := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) { // an accent written as a sign of its own
			return -1
		}
		return unicode.ToLower(r)
	}, description)
	text = accents.Replace(text)
	for _, w := range written {
		text = w.pattern.ReplaceAllString(text, w.english)
	}
	return text
}

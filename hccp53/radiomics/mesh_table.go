package radiomics

// Marching cubes (Lorensen and Cline, Computer Graphics 1987;21(4):163) at
// level 0.5 of a mask, where every vertex is the middle of a lattice edge.
//
// Corner k of a cube is corners[k] away from its first voxel, edge e runs
// between the two corners of edges[e]. A configuration is the set of corners
// inside the VOI, corner k being bit k.

// corners are the voxels of a cube, along x, y and z.
var corners = [8][3]int{
	{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0},
	{0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1},
}

// edges are the pairs of corners that differ along one axis.
var edges = [12][2]int{
	{0, 1}, {1, 2}, {2, 3}, {3, 0}, {4, 5}, {5, 6}, {6, 7}, {7, 4},
	{0, 4}, {1, 5}, {2, 6}, {3, 7},
}

// triangles lists, for each configuration without corner 7, the surface
// between inside and outside: three edges (hexadecimal) a triangle, in the
// order that turns its normal outward. A configuration with corner 7 has the
// triangles of its complement, turned round.
//
// On a face of which two opposite corners are inside, these two are separated.
// With the complement rule, neighbouring cubes may thus disagree about such a
// face, and the surface of a VOI whose voxels touch along an edge only has a
// hole there. PyRadiomics does the same; it is why its MeshVolume of thin VOIs
// can be far off or even negative. A watertight table would be better and
// would not reproduce its values.
//
// The table was made by joining the cut edges of each face into closed lines
// by this rule and dividing these into triangles; where divisions differ in
// area or enclosed volume, the one was taken that PyRadiomics 3.0.1 returns
// for the single cube at three anisotropic spacings.
var triangles = [128]string{
	"", "380", "910", "381891", "a21", "380a21", "9a0a20", "38289a8a2",
	"b32", "2b0b80", "910b32", "2b1b89b91", "ab1b31", "1a0ab8a80", "9ab9b0b30", "9a8ab8",
	"874", "370740", "910874", "371741491", "a21874", "370740a21", "9a0a20874", "3727424929a2",
	"b32874", "2b4b74240", "910b32874", "2b1b71741491", "ab1b31874", "1a0ab7a70740", "9ab9b0b30874", "9ab9b4b74",
	"594", "380594", "450510", "385845351", "a21594", "380a21594", "4525a2420", "3828424525a2",
	"b32594", "2b0b80594", "450510b32", "2b1b84b41451", "ab1b31594", "1a0ab8a80594", "4505ab5b0b30", "5a4ab8a84",
	"985875", "375350590", "870751710", "371751", "a21985875", "375350590a21", "87075a7a0a20", "3753525a2",
	"b32985875", "2b0b75b50590", "870751710b32", "2b1b71751", "ab1b31985875", "1a0ab0b70750590", "8707505a0ab0b30", "ab5b75",
	"6a5", "3806a5", "9106a5", "3818916a5", "561621", "380561621", "950560620", "382895852562",
	"b326a5", "2b0b806a5", "910b326a5", "2b1b89b916a5", "5636b3531", "1505606b0b80", "9505606b0b30", "6b5b89b95",
	"8746a5", "3707406a5", "9108746a5", "3717414916a5", "561621874", "370740561621", "950560620874", "379749392956962",
	"b328746a5", "2b4b742406a5", "910b328746a5", "2b1b717414916a5", "5636b3531874", "15b56b1b0b74b40", "9505606b0b30874", "95b56b9b4b74",
	"6a4a94", "3806a4a94", "4606a0a10", "3818468616a1", "941462421", "380941462421", "460620", "382842462",
	"b326a4a94", "2b0b806a4a94", "4606a0a10b32", "2b1b818414616a1", "94146b4b1b31", "19414616b1b8180", "4606b0b30", "6b4b84",
	"a98a86876", "3707606a0a90", "8707606a0a10", "3717616a1", "981871761621", "379769629219390", "870760620", "372762",
	"b32a98a86876", "2b727076a7a9790", "8707606a0a10b32", "2b1b717616a1", "9868769616b3631", "190b76", "8707606b0b30", "b76",
}

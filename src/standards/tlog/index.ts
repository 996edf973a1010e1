export { EMPTY_ROOT, HASH_SIZE, hashLeaf, hashNode, hashRow } from './hash.ts';
export type { Node, Range } from './ranges.ts';
export { consistencyProof, foldNodes, inclusionProof, rootOf, subtreeConsistencyProof, verifyConsistency, verifyInclusion, verifySubtreeConsistency, verifySubtreeInclusion, type ReadNodes } from './proofs.ts';
export { Edge } from './edge.ts';
export { decodeBundle, encodeBundle, newTiles, parseTilePath, partialTiles, TILE_WIDTH, tileLevels, tilePath, tileTree, type ReadTile, type Tile } from './tiles.ts';
export { COSIGNATURE, ED25519, formatNote, formatVerifierKey, keyIdHex, openNote, parseNote, parseVerifierKey, signatureLine, signerKey, type Note, type SignerKey, type VerifierKey, type Voucher } from './note.ts';
export { formatCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.ts';
export { formatProofFile, parseProofFile, verifyProofFile, type ProofFile, type ProofProblem } from './proof-file.ts';

import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inclusionProof, leafHash, merkleRoot, rootOfProof } from './index.ts';

// Test vectors of the Certificate Transparency reference implementation for RFC 6962.
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = INPUTS.map((hex) => leafHash(Buffer.from(hex, 'hex')));

test.each(ROOTS.map((root, index) => [index + 1, root] as const))(
  'the root of the first %i published leaves is the published one',
  (size, root) => {
    expect(merkleRoot(leaves.slice(0, size)).toString('hex')).toBe(root);
  },
);

test('the root of nothing is the hash of nothing', () => {
  expect(merkleRoot([])).toEqual(createHash('sha256').digest());
});

test('every leaf has a proof that leads to the root, and no other leaf or place does', () => {
  const lists = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(lists, fc.nat(), (list, seed) => {
      const hashes = list.map((leaf, index) => leafHash(Buffer.from([index, ...leaf])));
      const index = seed % hashes.length;
      const proof = inclusionProof(hashes, index);
      const root = merkleRoot(hashes);
      const own = hashes[index] ?? Buffer.alloc(0);
      expect(rootOfProof(own, index, hashes.length, proof)).toEqual(root);
      expect(rootOfProof(leafHash(Buffer.from('other')), index, hashes.length, proof)).not.toEqual(root);
      if (hashes.length > 1)
        expect(rootOfProof(own, (index + 1) % hashes.length, hashes.length, proof)).not.toEqual(root);
    }),
    { numRuns: 500 },
  );
});

test('there is no proof for a leaf that is not there', () => {
  expect(() => inclusionProof(leaves, 8)).toThrow(/no leaf 8/);
  expect(rootOfProof(Buffer.alloc(32), 3, 2, [])).toBeUndefined();
});

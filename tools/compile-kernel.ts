import asc from 'assemblyscript/asc';

const SOURCE = 'src/merging/kernels/assembly/dare-ties.ts';

/** The options of the build (`npm run build:wasm`), without its paths. */
export const ASC_OPTIONS = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert'];

/** Compiles the merge kernel from its source in memory, so that tests never meet a stale build. */
export async function compileKernel(): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([SOURCE, '--outFile', 'kernel.wasm', ...ASC_OPTIONS], {
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = contents as Uint8Array;
    },
  });
  if (error !== null || binary === undefined) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return new Uint8Array(binary);
}

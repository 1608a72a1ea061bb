import { UnisonoError } from './errors.js';

/** Optional npm packages, loaded when their function is used, each with the required major version. */
export const OPTIONAL_PACKAGES = {
  'onnxruntime-node': { range: '1', purpose: 'running a model' },
  usearch: { range: '2', purpose: 'finding similar queries in a log' },
} as const;

export type OptionalPackage = keyof typeof OPTIONAL_PACKAGES;

/** The shell command that installs an optional package. Without install scripts, which download CUDA libraries. */
export function installCommand(name: OptionalPackage): string {
  return `npm install ${name}@${OPTIONAL_PACKAGES[name].range} --ignore-scripts`;
}

/**
 * Loads an optional package.
 *
 * @param load imports the package; the import must be written out where it is, so that bundlers and types know its name
 * @throws PACKAGE_MISSING if it is not installed; PLATFORM_UNSUPPORTED if it has no binary for this system
 */
export async function loadOptional<T>(name: OptionalPackage, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { purpose } = OPTIONAL_PACKAGES[name];
    if (isMissing(error, name)) {
      const details = { package: name, purpose, command: installCommand(name) };
      throw new UnisonoError('PACKAGE_MISSING', details, { cause: error });
    }
    const [reason = ''] = String((error as Error)?.message ?? error).split('\n');
    const system = systemName();
    throw new UnisonoError('PLATFORM_UNSUPPORTED', { package: name, purpose, system, reason }, { cause: error });
  }
}

/** Whether the package itself was not found, not one of its files. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message = '' } = Object(error) as NodeJS.ErrnoException;
  const notFound = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return notFound && message.startsWith(`Cannot find package '${name}'`);
}

/** The operating system, the processor and, on Linux, the C library: "linux-x64-musl". */
function systemName(): string {
  const system = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') return system;
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime === undefined ? `${system}-musl` : `${system}-glibc`;
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes name, version and license texts of every package whose code went into a bundle, which their licenses ask for. */
export function writeLicenses(path, root, metafile) {
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap((input) => input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []),
  );
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const own = readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => /^(licen[cs]es?|notice)/i.test(entry.name))
      .flatMap((entry) =>
        entry.isDirectory()
          ? readdirSync(join(root, folder, entry.name)).map((file) => join(entry.name, file))
          : entry.name,
      )
      .map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
    if (own.length === 0 && license === undefined) throw new Error(`${folder} has no license`);
    return [`${name} ${version} (${license})`, ...own].join('\n\n');
  });
  writeFileSync(path, `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

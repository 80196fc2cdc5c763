// Licences and known weaknesses of every package that this repository restores, those of tests included.
//
//   node eng/audit.mjs                run it online, before a release and from time to time
//   node eng/audit.mjs --licences     the licences alone: offline
//
// Exit code 0: nothing found. 1: a licence that nobody has decided on, or a known weakness. 3: nothing found, but a registry gave no data
// about weaknesses, or none could be reached: then nothing is known, and this says so instead of "no vulnerable packages".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyNuget, npm, npmProjects, repository } from './packages.mjs';

// Decided on: permissive ones, the LGPL for libraries that we use unchanged, Microsoft's own for what is never published.
const Decided = new Set(['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'PostgreSQL', 'LGPL-3.0-only', 'LGPL-3.0-or-later', 'MS-PL OR Apache-2.0', 'MS-NET-Library']);

let [found, unknown] = [0, 0];
licences();
if (!process.argv.includes('--licences')) {
    nugetWeaknesses();
    npmWeaknesses();
}
process.exitCode = found ? 1 : unknown ? 3 : 0;
console.log(found ? `${found} finding(s)` : unknown ? 'Nothing found, but not everything could be asked: run this online, against registries that publish weaknesses' : 'Nothing found');

function licences() {
    const all = [...everyNuget(), ...npm()];
    const undecided = all.filter(one => !Decided.has(one.licence));
    for (const one of undecided) console.log(`licence: ${one.name} ${one.version}: ${one.licence}`);
    found += undecided.length;
    console.log(`Licences of ${all.length} packages: ${[...new Set(all.map(one => one.licence))].sort().join(', ')}`);
}

function nugetWeaknesses() {
    // A source without data makes "no vulnerable packages" say nothing: NuGet tells so only of a source that is named for audits (NU1905).
    const sources = run('dotnet', ['nuget', 'list', 'source', '--format', 'Short']).stdout.split('\n').filter(line => line.startsWith('E ')).map(line => line.slice(2).trim());
    const folder = mkdtempSync(join(tmpdir(), 'jsjb-audit-'));
    const list = sources.map((source, at) => `<add key="s${at}" value="${source.replaceAll('&', '&amp;')}" />`).join('');
    writeFileSync(join(folder, 'nuget.config'), `<configuration><packageSources><clear />${list}</packageSources><auditSources><clear />${list}</auditSources></configuration>`);
    writeFileSync(join(folder, 'probe.csproj'), '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup><PackageReference Include="Cronos" Version="0.13.0" /></ItemGroup></Project>');
    const probe = run('dotnet', ['restore', folder, '-nologo', '-v', 'q']);
    rmSync(folder, { recursive: true });
    if (/NU190[05]/.test(probe.stdout) || probe.status !== 0) {
        unknown++;
        console.log('NuGet: the package source in use publishes no weaknesses (NU1905), so nothing is known of these packages');
        return;
    }
    const listed = run('dotnet', ['list', repository, 'package', '--vulnerable', '--include-transitive', '--format', 'json']);
    const weak = JSON.parse(listed.stdout).projects.flatMap(project => (project.frameworks ?? []).flatMap(one => [...(one.topLevelPackages ?? []), ...(one.transitivePackages ?? [])]));
    const distinct = new Map(weak.flatMap(one => (one.vulnerabilities ?? []).map(weakness => [`${one.id} ${one.resolvedVersion}: ${weakness.severity} ${weakness.advisoryurl}`, one])));
    for (const line of distinct.keys()) console.log(`weakness: ${line}`);
    found += distinct.size;
    console.log(`NuGet: ${distinct.size} known weaknesses`);
}

function npmWeaknesses() {
    for (const project of npmProjects()) {
        const audit = run('npm', ['audit', '--json'], join(repository, project));
        const report = parsed(audit.stdout);
        if (report?.metadata?.vulnerabilities === undefined) {
            unknown++;
            console.log(`npm: no answer about ${project} (${report?.message ?? report?.error?.summary ?? audit.stderr.trim().split('\n')[0] ?? 'unknown'}), so nothing is known of its packages`);
            continue;
        }
        const total = Object.values(report.vulnerabilities).length;
        for (const one of Object.values(report.vulnerabilities)) console.log(`weakness: ${one.name} ${one.range}: ${one.severity}`);
        found += total;
        console.log(`npm: ${total} known weaknesses in ${project}`);
    }
}

function run(program, args, cwd = repository) {
    return spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 300_000, maxBuffer: 1 << 26 });
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

// Mutation check of the pure projects: each fault of eng/mutants.table.mjs is put into a throw-away git worktree of HEAD, the project is
// built, and the tests that state the rule are run. A fault that no test notices, or whose place cannot be found any more, fails the check.
//
//   node eng/mutants.mjs [--worktree DIR] [ID …]     DIR is made where it does not exist, and kept; without it a temporary one is removed
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutants } from './mutants.table.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const asked = process.argv.slice(2);
const kept = asked[0] === '--worktree' ? asked.splice(0, 2)[1] : null;
const chosen = mutants.filter(mutant => asked.length === 0 || asked.includes(mutant.id));
if (chosen.length === 0) throw new Error(`No mutant is called ${asked.join(', ')}`);
if (new Set(mutants.map(mutant => mutant.id)).size !== mutants.length) throw new Error('Two mutants have one id');

// A mutant may leave a name unused: what the analyzers say of it kills nothing.
const Quick = ['--nologo', '-v', 'q', '-p:RunAnalyzers=false', '-p:TreatWarningsAsErrors=false', '-p:WarningLevel=0'];
const TestsFailed = 2;
const git = (...args) => execFileSync('git', ['-C', repository, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
const dotnet = (cwd, args) => spawnSync('dotnet', args, { cwd, encoding: 'utf8', timeout: 600_000 });

const folder = kept ?? join(mkdtempSync(join(tmpdir(), 'mutants-')), 'worktree');
if (!existsSync(folder)) git('worktree', 'add', '--detach', folder, 'HEAD');
try {
    process.exitCode = check() ? 0 : 1;
} finally {
    if (!kept) git('worktree', 'remove', '--force', folder);
}

function check() {
    const projects = [...new Set(chosen.map(mutant => mutant.project))];
    for (const project of projects) {
        const built = dotnet(folder, ['build', `tests/${project}`, ...Quick]);
        if (built.status !== 0) throw new Error(`tests/${project} does not build:\n${built.stdout}`);
        // A test that fails anyway would kill every mutant.
        const sound = run(project, [...new Set(chosen.filter(mutant => mutant.project === project).flatMap(mutant => mutant.filter))]);
        if (sound.status !== 0) throw new Error(`${project} fails without any mutant:\n${sound.stdout.slice(-4000)}`);
    }

    const results = chosen.map(mutant => {
        const result = tryOne(mutant);
        console.log(`${result.padEnd(9)} ${mutant.id.padEnd(5)} ${mutant.what} (${mutant.file})`);
        return result;
    });
    const killed = results.filter(result => result === 'killed').length;
    console.log(`${killed} of ${results.length} killed`);
    return killed === results.length;
}

/** killed, survived, stale (not found exactly once) or broken (does not compile, or ran no test). */
function tryOne({ file, find, replace, project, filter }) {
    const path = join(folder, 'src', file);
    const source = readFileSync(path, 'utf8');
    if (source.split(find).length !== 2) return 'stale';
    const name = file.split('/')[0];
    const library = `JieSuJiBan.${name}.dll`;
    const [made, used] = [join(folder, 'src', name, 'bin/Debug/net10.0', library), join(folder, 'tests', project, 'bin/Debug/net10.0', library)];
    const sound = readFileSync(used);
    writeFileSync(path, source.replace(find, () => replace));
    try {
        // Only the mutated library is built: its surface is the same, so who refers to it need not be.
        if (dotnet(folder, ['build', `src/${name}`, '--no-restore', '--no-dependencies', ...Quick]).status !== 0) return 'broken';
        copyFileSync(made, used);
        const { status, error } = run(project, filter);
        if (error?.code === 'ETIMEDOUT') return 'killed';
        return status === TestsFailed ? 'killed' : status === 0 ? 'survived' : 'broken';
    } finally {
        writeFileSync(path, source);
        writeFileSync(used, sound);
    }
}

function run(project, classes) {
    const program = join(folder, 'tests', project, 'bin/Debug/net10.0', `JieSuJiBan.${project}.dll`);
    return dotnet(folder, [program, '--stop-on-fail', 'on', '--no-progress', '--filter-class', ...classes.map(name => `*.${name}`)]);
}

// Takes the pictures of docs/images from a running demo city, as WebP: what README shows is what the pages are.
//
//   dotnet run --project src/Host            in another terminal, with demo accounts and tickets
//   node eng/screenshots.mjs [ADDRESS]       default http://localhost:5080; needs Chromium (JSJB_CHROMIUM, else /usr/bin/chromium), Chinese
//                                            letters (fonts-wqy-microhei), and the tests built once, whose Playwright it drives
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repository } from './packages.mjs';

const address = process.argv[2] ?? 'http://localhost:5080';
const password = process.env.JSJB_DEMO_PASSWORD ?? 'Jsjb-demo-2026';
const images = join(repository, 'docs', 'images');
const { chromium } = createRequire(import.meta.url)(playwright());

const browser = await chromium.launch({ executablePath: process.env.JSJB_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
mkdirSync(images, { recursive: true });
try {
    await as('dispatcher', async page => {
        await open(page, '/inbox');
        await take(page, 'inbox');
        // The task that is due first, of a ticket that has gone some way.
        await page.locator('table a[href^="/tickets/"]').first().click();
        await page.waitForURL('**/tickets/**');
        await page.waitForLoadState('load');
        await take(page, 'ticket');
    });
    await as('policy', async page => {
        await page.setViewportSize({ width: 1600, height: 1000 });
        await open(page, '/designer/ticket');
        await page.frameLocator('iframe.studio').locator('body[data-fitted]').waitFor({ state: 'attached', timeout: 120_000 });
        await page.waitForTimeout(3_000);
        await take(page, 'designer');
        await page.setViewportSize({ width: 1280, height: 800 });
        await open(page, '/policies/time-limits.json/edit');
        await take(page, 'policy');
    });
} finally {
    await browser.close();
}

/** One person, signed in. */
async function as(account, look) {
    const context = await browser.newContext({ baseURL: address, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await open(page, '/sign-in');
    await page.getByLabel('账号').fill(account);
    await page.getByLabel('密码').fill(password);
    await page.getByRole('button', { name: '登录' }).click();
    await page.waitForURL(url => url.pathname !== '/sign-in');
    await look(page);
    await context.close();
}

async function open(page, path) {
    const answer = await page.goto(path);
    if (!answer.ok()) throw new Error(`${path} answers ${answer.status()}`);
}

async function take(page, name) {
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 75 });
    const picture = Buffer.from(data, 'base64');
    writeFileSync(join(images, `${name}.webp`), picture);
    console.log(`docs/images/${name}.webp ${Math.round(picture.length / 1024)} kB`);
}

function playwright() {
    const bin = join(repository, 'tests', 'Host.Tests', 'bin');
    const found = (existsSync(bin) ? readdirSync(bin) : []).map(configuration => join(bin, configuration, 'net10.0', '.playwright', 'package')).find(existsSync);
    if (!found) throw new Error("Build the tests first: 'dotnet build tests/Host.Tests'");
    return found;
}

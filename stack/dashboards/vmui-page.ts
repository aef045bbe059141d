import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

export interface VmuiOptions {
  /** Of VictoriaMetrics. */
  readonly url: string;
  /** Path of the browser. */
  readonly chromium: string;
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** What the page shows, as vmui writes it: 30m, 3h. */
  readonly range?: string;
  /** Only series of this one, which vmui itself has no choice of. */
  readonly device?: string;
}

export interface DrawnPanel {
  readonly title: string;
  readonly isDrawn: boolean;
  /** One per series. */
  readonly legend: readonly string[];
  /** What vmui says is wrong with it. */
  readonly alerts: readonly string[];
  readonly widthPixels: number;
}

export interface VmuiPage {
  /** Titles of the dashboards, as listed. */
  titles(): Promise<readonly string[]>;
  /** Opens one with all its rows, and waits until each panel is drawn. */
  open(title: string): Promise<readonly DrawnPanel[]>;
  /** Queries that were answered with an error and errors of the page, of which a panel shows nothing (vmui 1.143). */
  readonly problems: readonly string[];
  /** A PNG of the page from its top to the end of so many panels. */
  picture(path: string, panelCount: number): Promise<void>;
  close(): Promise<void>;
}

const timeoutMillis = 20_000;
const emptyMillis = 5_000;
const marginPixels = 12;
const panelSelector = '.vm-predefined-panel';

/** vmui's page "Dashboards" in a browser without a window. */
export async function openVmui(options: VmuiOptions): Promise<VmuiPage> {
  const browser = await launch(options.chromium);
  try {
    const page = await browser.newPage({
      viewport: { width: options.widthPixels, height: options.heightPixels },
      colorScheme: 'light',
    });
    page.setDefaultTimeout(timeoutMillis);
    const problems = watchProblems(page);
    if (options.device !== undefined) await chooseDevice(page, options.device);
    await page.goto(addressOf(options));
    const tabs = page.locator('.vm-predefined-panels-tabs__tab');
    await tabs.first().waitFor();
    return {
      problems,
      titles: () => tabs.allTextContents(),
      async open(title) {
        await tabs.filter({ hasText: title }).click();
        await page.locator('.vm-predefined-panels-tabs__tab_active').filter({ hasText: title }).waitFor();
        await openRows(page);
        return drawnPanels(page);
      },
      async picture(path, panelCount) {
        await page.evaluate('window.scrollTo(0, 0)');
        const panels = (await page.locator(panelSelector).all()).slice(0, panelCount);
        const boxes = await Promise.all(panels.map((panel) => panel.boundingBox()));
        // Of two beside each other the one with the longer legend reaches further.
        const ends = boxes.map((box) => (box === null ? 0 : box.y + box.height));
        const height = Math.ceil(Math.max(...ends)) + marginPixels;
        await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: options.widthPixels, height } });
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Legends in one group per device, without the numbers of each series: half as high. */
function addressOf({ url, range = '30m' }: VmuiOptions): string {
  const parameters = new URLSearchParams({
    'g0.range_input': range,
    legend_group: 'host_name',
    legend_hide_stats: 'true',
  });
  return `${url}/vmui/#/dashboards?${parameters}`;
}

async function chooseDevice(page: Page, device: string): Promise<void> {
  const filter = new URLSearchParams({ 'extra_filters[]': `{host_name="${device}"}` });
  await page.route('**/api/v1/query_range*', (route, request) => route.continue({ url: `${request.url()}?${filter}` }));
}

function launch(executablePath: string): Promise<Browser> {
  // Its sandbox needs a user namespace, which root does not get; the page is our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...args, '--disable-dev-shm-usage'], timeout: timeoutMillis });
}

function watchProblems(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('response', (response) => {
    const request = response.request().postData() ?? '';
    if (response.status() >= 400)
      problems.push(`HTTP ${response.status()}: ${response.url()} ${decodeURIComponent(request)}`);
  });
  return problems;
}

/** The first row of a dashboard is open, the others are closed. */
async function openRows(page: Page): Promise<void> {
  // Legends have headers of the same kind.
  const rows = page.locator('.vm-accordion-header', { has: page.locator('.vm-predefined-dashboard-header') });
  await rows.first().waitFor();
  for (let index = 0; index < (await rows.count()); index += 1) {
    const row = rows.nth(index);
    const isOpen = ((await row.getAttribute('class')) ?? '').includes('vm-accordion-header_open');
    // The title itself does not open it: vmui draws it anew between pressing and letting go (1.143).
    if (!isOpen) await row.locator('.vm-accordion-header__arrow').click();
  }
}

async function drawnPanels(page: Page): Promise<readonly DrawnPanel[]> {
  const panels = page.locator(panelSelector);
  const result: DrawnPanel[] = [];
  for (let index = 0; index < (await panels.count()); index += 1) result.push(await drawn(panels.nth(index)));
  return result;
}

/** vmui asks for the data of a panel when it comes into sight. */
async function drawn(panel: Locator): Promise<DrawnPanel> {
  await panel.scrollIntoViewIfNeeded();
  const canvas = panel.locator('.uplot canvas');
  const alerts = panel.locator('.vm-alert');
  await canvas.or(alerts).first().waitFor();
  await panel.locator('.vm-spinner').waitFor({ state: 'detached' });
  const legend = panel.locator('.vm-legend-item');
  // The first picture is drawn before the data are there; a query without data never gets a legend.
  await legend
    .first()
    .waitFor({ timeout: emptyMillis })
    .catch(() => {});
  return {
    title: await panel.locator('.vm-predefined-panel-header__title').innerText(),
    isDrawn: (await canvas.count()) > 0,
    legend: await legend.allInnerTexts(),
    alerts: await alerts.allInnerTexts(),
    widthPixels: (await panel.boundingBox())?.width ?? 0,
  };
}

// Vendure in process: node vendure.js ORDERS, in the folder that benchmarks/peers.py installed it into.
//
// The server on a free loopback port that nobody calls, better-sqlite3, and the services that its resolvers call, in the order of
// its page «Orders»: add three items, address, shipping method, ArrangingPayment, a payment that is settled at once, a
// fulfillment that goes to Shipped and Delivered. Each step is one transaction, as each mutation is.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { createRequire } = require("node:module");

const installed = createRequire(path.join(process.cwd(), "package.json"));
const vendure = installed("@vendure/core");
const version = installed("@vendure/core/package.json").version;

const LINES = 3;
const PRODUCTS = 200;
const WARM_UP = 5;

async function main(orders) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "oms-vendure-"));
    try {
        const app = await vendure.bootstrap(configuration(path.join(folder, "vendure.db")));
        const shop = await Shop.open(app);
        for (let number = 0; number < WARM_UP; number++) await shop.wholeLife(number);
        const started = process.hrtime.bigint();
        const before = process.cpuUsage();
        for (let number = WARM_UP; number < WARM_UP + orders; number++) await shop.wholeLife(number);
        const seconds = Number(process.hrtime.bigint() - started) / 1e9;
        const used = process.cpuUsage(before);
        const cpu = (used.user + used.system) / 1e6;
        await shop.check(orders + WARM_UP);
        const peak_mb = process.resourceUsage().maxRSS / 1024;
        const name = `Vendure ${version}, node ${process.versions.node}`;
        console.log(JSON.stringify({ name, orders, seconds, cpu, peak_mb }));
        await app.close();
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

function configuration(database) {
    return {
        apiOptions: { hostname: "127.0.0.1", port: 0, adminApiPath: "admin-api", shopApiPath: "shop-api" },
        authOptions: {
            tokenMethod: "bearer",
            superadminCredentials: { identifier: "superadmin", password: "superadmin" },
            cookieOptions: { secret: "a benchmark" },
        },
        dbConnectionOptions: {
            type: "better-sqlite3",
            database,
            enableWAL: true,
            synchronize: true,
            logging: false,
        },
        paymentOptions: { paymentMethodHandlers: [vendure.dummyPaymentHandler] },
        logger: new vendure.DefaultLogger({ level: vendure.LogLevel.Error }),
        plugins: [],
    };
}

class Shop {
    static async open(app) {
        const shop = new Shop();
        shop.app = app;
        shop.orders = app.get(vendure.OrderService);
        shop.connection = app.get(vendure.TransactionalConnection);
        const user = await shop.connection.rawConnection
            .getRepository(vendure.User)
            .findOneOrFail({ where: { identifier: "superadmin" } });
        const contexts = app.get(vendure.RequestContextService);
        shop.ctx = await contexts.create({ apiType: "admin", user });
        await shop.setUp(app);
        shop.ctx = await contexts.create({ apiType: "admin", user }); // with the tax zone that the channel has now
        await shop.stockUp(app);
        return shop;
    }

    // The populator of `@vendure/create`: a zone, a tax rate, a shipping method, a payment method.
    async setUp(app) {
        await app.get(vendure.Populator).populateInitialData({
            defaultLanguage: "en",
            defaultZone: "Americas",
            countries: [{ name: "United States of America", code: "US", zone: "Americas" }],
            taxRates: [{ name: "Sales tax", percentage: 5 }],
            shippingMethods: [{ name: "Standard", price: 499 }],
            paymentMethods: [
                {
                    name: "card",
                    handler: {
                        code: vendure.dummyPaymentHandler.code,
                        arguments: [{ name: "automaticSettle", value: "true" }],
                    },
                },
            ],
            collections: [],
        });
    }

    async stockUp(app) {
        const products = app.get(vendure.ProductService);
        const variants = app.get(vendure.ProductVariantService);
        const category = (await app.get(vendure.TaxCategoryService).findAll(this.ctx)).items[0];
        this.variants = [];
        for (let number = 0; number < PRODUCTS; number++) {
            const translation = { languageCode: "en", name: `Thing ${number}`, slug: `thing-${number}`, description: "" };
            const product = await products.create(this.ctx, { enabled: true, translations: [translation] });
            const [variant] = await variants.create(this.ctx, [
                {
                    productId: product.id,
                    sku: `T-${number}`,
                    price: (number + 1) * 100 + 99,
                    taxCategoryId: category.id,
                    stockOnHand: 1_000_000,
                    trackInventory: "TRUE",
                    translations: [{ languageCode: "en", name: `Thing ${number}` }],
                },
            ]);
            this.variants.push(variant.id);
        }
    }

    // What a resolver with @Transaction() does; an answer that is an error result ends the run.
    async step(what, work) {
        const answer = await this.connection.withTransaction(this.ctx, work);
        if (answer && answer.errorCode) throw new Error(`${what}: ${answer.errorCode} ${answer.message}`);
        return answer;
    }

    async wholeLife(number) {
        const order = await this.place(number);
        await this.pay(order);
        await this.ship(order);
    }

    async place(number) {
        const service = this.orders;
        const order = await this.step("create", ctx => service.createDraft(ctx));
        const items = Array.from({ length: LINES }, (_, line) => ({
            productVariantId: this.variants[(number * LINES + line) % PRODUCTS],
            quantity: 1 + line,
        }));
        const added = await this.step("items", ctx => service.addItemsToOrder(ctx, order.id, items));
        if (added.errorResults.length) throw new Error(`items: ${added.errorResults[0].message}`);
        const address = {
            fullName: "Ada King",
            streetLine1: "1 High Street",
            city: "Memphis",
            province: "TN",
            postalCode: "38103",
            countryCode: "US",
        };
        const shopper = { firstName: "Ada", lastName: "King", emailAddress: "ada@example.com" };
        await this.step("customer", async ctx => {
            const customer = await this.app.get(vendure.CustomerService).createOrUpdate(ctx, shopper);
            return customer.errorCode ? customer : service.addCustomerToOrder(ctx, order.id, customer);
        });
        await this.step("address", ctx => service.setShippingAddress(ctx, order.id, address));
        const [quote] = await service.getEligibleShippingMethods(this.ctx, order.id);
        await this.step("shipping", ctx => service.setShippingMethod(ctx, order.id, [quote.id]));
        await this.step("arranging", ctx => service.transitionToState(ctx, order.id, "ArrangingPayment"));
        return order;
    }

    async pay(order) {
        const input = { method: "card", metadata: {} };
        const paid = await this.step("payment", ctx => this.orders.addPaymentToOrder(ctx, order.id, input));
        if (paid.state !== "PaymentSettled") throw new Error(`payment: the order is ${paid.state}`);
    }

    async ship(order) {
        const whole = await this.orders.findOne(this.ctx, order.id, ["lines"]);
        const lines = whole.lines.map(line => ({ orderLineId: line.id, quantity: line.quantity }));
        const handler = { code: "manual-fulfillment", arguments: [{ name: "method", value: "truck" }] };
        const fulfillment = await this.step("fulfillment", ctx => this.orders.createFulfillment(ctx, { lines, handler }));
        for (const state of ["Shipped", "Delivered"]) {
            await this.step(state, ctx => this.orders.transitionFulfillmentToState(ctx, fulfillment.id, state));
        }
    }

    // Every order is there, whole, paid and shipped: else the figure would be of something else.
    async check(orders) {
        const rows = this.connection.rawConnection;
        const found = [
            await rows.getRepository(vendure.Order).countBy({ state: "Delivered" }),
            await rows.getRepository(vendure.OrderLine).count(),
            await rows.getRepository(vendure.Payment).countBy({ state: "Settled" }),
        ];
        const wanted = [orders, LINES * orders, orders];
        if (String(found) !== String(wanted)) throw new Error(`orders, lines, payments: ${found}, not ${wanted}`);
    }
}

main(Number(process.argv[2])).then(
    () => process.exit(0),
    error => {
        console.error(error);
        process.exit(1);
    },
);

"""What OpenAI's numbers cannot tell, one row each: its words, the sentence for it, and what can be asked instead."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.filters import read_exact
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.tokens import Words


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """`instead` stands in the place of the words in the first suggestion: the same question, as it can be answered."""

    told: str
    asks: tuple[str, ...]
    words: tuple[str, ...]
    instead: str | None = None


_BALANCE = "OpenAI does not tell what balance is left"
_ROWS = (
    Unmeasured(
        "OpenAI's usage tells what was served, not what failed or how fast.",
        ("requests today by hour", "requests today by model"),
        listed(
            """
            error, errors, error rate, failure, failures, failed, latency, latencies, response time, response times,
            timeout, timeouts, slow, slower, slowly, fast, faster, speed, qps, rps, is openai down, openai down, outage,
            outages, rate limit, rate limits, rate limited, 429s, 5xx, uptime, ttft, p95 latency, p99 latency, p50
            latency, average latency, avg latency, median latency, time to first token, retries, success rate
            """
        ),
        instead="requests",
    ),
    Unmeasured(
        f"{_BALANCE}; `budgets` shows what is left of yours, and of credit that you set there.",
        ("budgets", "forecast"),
        listed(
            """
            balance, credit, credits, left, remaining, credit balance, left over, leftover, top up, top-up, topup,
            topping up, run out, running out, ran out, runs out, runway, money last, funds last, cash last
            """
        ),
    ),
    Unmeasured(
        "I know no payments, only what usage costs; invoices and receipts are on OpenAI's billing page.",
        ("last month by line item", "last month by project csv"),
        listed(
            """
            been paid, invoice paid, bill paid, is it paid, is paid, was paid, already paid, paid yet, approve,
            approve the invoice, payment, payments, payment method, pay the invoice, pay the bill, pay our bill, pay
            this bill, which card, what card, refund, refunds, refunded, credit note, credit notes, invoice due, bill
            due, due date, invoice pdf, bill pdf, pdf, pdfs, receipt, receipts, credit card, invoice number, po
            number, purchase order, dispute, overdue, unpaid, outstanding invoice, outstanding invoices, payment terms
            """
        ),
    ),
    Unmeasured(
        "OpenAI's usage has no taxes, margins or revenue; I know what usage costs.",
        ("last month", "last month by line item"),
        listed(
            """
            tax, taxes, vat, gst, gross margin, margin, margins, revenue, profit, profits, per dollar, per usd, per $,
            roi, return on investment
            """
        ),
    ),
    Unmeasured(
        "I compare two periods, and know no growth over many of them.",
        ("this month vs last month", "last 6 months by month"),
        listed(
            """
            average growth, avg growth, mean growth, average increase, average monthly growth, cagr, compound growth,
            growth per month, growth per week, compound annual growth, compound annual growth rate, compound monthly
            growth
            """
        ),
    ),
    Unmeasured(
        "I know no releases and no incidents; write the day, such as `since nov 3`.",
        ("last 7 days by day", "why this week"),
        listed(
            """
            since we launched, since launch, since the launch, since we shipped, since the release, since the last
            release, since last release, since release, since we deployed, since the deploy, since the last deploy,
            since deploy, since the last deployment, since the deployment, since we went live, since go live, since the
            migration, since the incident, during the incident, since the rollout, after the release, before the
            release, after the launch, before the launch
            """
        ),
    ),
    Unmeasured(
        "Write both periods, such as `this week vs last week`: I know no before and after.",
        ("this week vs last week", "why this week"),
        listed("before vs after, before and after, before / after, before versus after, after vs before"),
    ),
    Unmeasured(
        "OpenAI bills in US dollars, and so are all amounts; write `$100`.",
        ("this month by project over $100", "this month"),
        listed(
            """
            eur, euro, euros, in eur, in euro, in euros, gbp, in gbp, pounds, in pounds, yen, inr, rupees, €, £, ¥,
            currency, currencies, which currency, what currency, exchange rate, fx rate
            """
        ),
        instead="",
    ),
    Unmeasured(
        "To get an alert before an amount is spent, set a budget: `budget checkout-prod 500/month`.",
        ("budgets", "help"),
        listed(
            """
            tell me when, tell us when, tell me if, tell us if, alert me, alert us, alert when, alert if, notify me,
            notify us, warn me, warn us, warn when, warn if, ping me, ping us, let me know when, let us know when, let
            me know if, cap, set a limit, set limit
            """
        ),
    ),
    Unmeasured(
        "Each answer ends with the time at which its data were read; `≈` marks what is not final, and `doctor` looks at"
        " the last read.",
        ("today", "yesterday"),
        listed(
            """
            data complete, data fresh, data up to date, data final, data current, data late, how fresh, how old is,
            number final, numbers final, figure final, figures final, this final, it final, these final, last updated,
            last refreshed, last synced, last sync, last read, data updated, data refreshed, data delayed, data delay,
            how recent, how current, data lag, final number, final numbers, final figures, updated last
            """
        ),
    ),
    Unmeasured(
        "OpenAI's dashboard counts UTC days, and its bill comes hours later: each answer says its zone, and `≈` marks"
        " what is not billed yet. Compare a closed month by line item.",
        ("last month by line item", "yesterday explain"),
        listed(
            """
            match the dashboard, match the openai dashboard, match openai, match the bill, match the invoice, match our
            invoice, match the openai invoice, matches the dashboard, doesn't match, doesnt match, does not match, don't
            match, dont match, not match, not matching, dashboard, dashboards, mismatch, discrepancy, discrepancies,
            reconcile, reconciliation, this match, it match, these match, match this
            """
        ),
    ),
    Unmeasured(
        "I send no single reminders, but reports that come again: `every friday 3pm this week by project`.",
        ("this week by project", "forecast"),
        listed("remind me, remind us, reminder"),
    ),
    Unmeasured(
        "I give no advice, but I can price what was used in another way: as batch, or on another model.",
        ("what would this month have cost as batch", "saved by cache this month", "this month by model"),
        listed(
            """
            save money, saving money, save us money, save some money, save more, cut costs, cut cost, cut our costs, cut
            spend, cut spending, cut our spend, reduce costs, reduce cost, reduce our costs, reduce spend, reduce
            spending, reduce our spend, lower costs, lower our costs, lower the bill, lower our bill, optimize costs,
            optimise costs, optimize spend, optimise spend, should we use instead, should i use instead, cheaper
            alternative, cheaper alternatives, tips, advice, recommendation, recommendations
            """
        ),
    ),
    Unmeasured(
        "I read usage and costs from OpenAI with an admin key; each answer ends with its period and when it was read.",
        ("help", "today by model"),
        listed(
            """
            who made you, who built you, who are you, what are you, are you a bot, are you human, are you real, are you
            an ai, get this from, get that from, get these from, get your data, this come from, these
            come from, that come from, data come from, is today complete, today complete, this complete, data complete
            """
        ),
    ),
    Unmeasured(
        "I know OpenAI's usage only.",
        ("this month by model", "this month by project"),
        listed(
            """
            on call, on-call, oncall, account manager, headcount, salary, salaries, temperature, context window,
            context length, happy, satisfaction, aws, azure, gcp, anthropic, claude, gemini, bedrock, vertex, mistral,
            google cloud, azure openai, llama
            """
        ),
        instead="",
    ),
    Unmeasured(
        "I answer here and post to channels; I send no e-mail.",
        ("every monday 9am last week by project", "last month by project"),
        listed("email, e-mail, mail me, mail us, by mail, via mail"),
    ),
    Unmeasured(
        "I make tables, charts and CSV files; `usage-bot ask … --json` prints JSON.",
        ("this month by model csv", "this month by project csv"),
        listed(
            """
            json, as json, xml, as xml, yaml, as yaml, html, markdown, powerpoint, ppt, pptx, slides, google sheet,
            google sheets, parquet, word doc, docx
            """
        ),
        instead="csv",
    ),
    Unmeasured(
        "I read what is used; keys, limits and models are managed at OpenAI.",
        ("idle keys", "today by key"),
        listed(
            """
            revoke, rotate, rotated, turn off, turn on, switch off, switch on, shut off, shut down, disable,
            deactivate, block, unblock, can i delete, can we delete, create new api key, create a new api key, create
            an api key, create a new key, create new key, make a new key, make a key, generate a key, generate an api
            key, generate a new key, delete key, delete the key, delete api key, add a user, invite a user, invite,
            block the key, create a new project, create new project
            """
        ),
    ),
    Unmeasured(
        "OpenAI's usage keeps no prompts; it knows projects, keys, users and models.",
        ("input tokens today by key", "requests today by key"),
        listed(
            """
            what prompt, which prompt, which prompts, what prompts, prompt text, prompt texts, prompt content, prompt
            contents, show prompts, show the prompts, show me the prompts, show me prompts, list prompts, list the
            prompts, list all prompts, see prompts, see the prompts, read the prompts, view prompts, get prompts, get
            the prompts, print the prompts, message content, chat logs, chat log, request logs, logs, log lines,
            transcripts, what was asked, what did people ask
            """
        ),
        instead="requests",
    ),
    Unmeasured(
        "OpenAI counts reasoning tokens among output tokens, not by themselves.",
        ("output tokens today by model", "output tokens this week by model"),
        listed(
            """
            reasoning tokens, reasoning token, reasoning toks, thinking tokens, reasoning share, reasoning effort,
            reasoning usage, reasoning output, reasoning output tokens, reasoning cost
            """
        ),
        instead="output tokens",
    ),
    Unmeasured(
        "OpenAI's usage does not tell that apart; its bill does where it has a line item: ask `by line item`.",
        ("last month by line item", "this month by line item"),
        listed(
            """
            video, videos, video generation, fine tuning, fine-tuning, finetuning, fine tune, fine tunes, fine-tunes,
            training cost, training costs, training jobs, training job, assistants, assistants api, video seconds,
            video cost
            """
        ),
        instead="by line item",
    ),
    Unmeasured(
        "Rows can be by line item, as OpenAI bills, or by model; one kind of usage at a time is `cost of embeddings`.",
        ("this month by line item", "this month by model"),
        tuple(
            f"{by} {thing}"
            for by in ("by", "per", "for each", "by each", "across", "split by")
            for thing in listed(
                """
                api type, type, endpoint, endpoints, api endpoint, product, products, modality, modalities, kind, kind
                of usage, kind of api, type of usage, type of api, usage type, usage kind, category, categories,
                service type, capability, capabilities, feature, features, sku, skus, operation, operations
                """
            )
        ),
        instead="by line item",
    ),
    Unmeasured(
        "I list budgets, not what has none: `budgets` beside `this month by project` shows it.",
        ("budgets", "this month by project"),
        listed(
            """
            without a budget, without budget, without budgets, with no budget, have no budget, has no budget, no budget
            set, unbudgeted, lack a budget, lacks a budget, don't have a budget, doesn't have a budget, dont have a
            budget, do not have a budget, not have a budget, missing a budget, without any budget
            """
        ),
    ),
    Unmeasured(
        "I compare with a period, not with an average; `anomalies` says what is unusual.",
        ("today vs yesterday", "anomalies last 7 days"),
        listed(
            """
            vs avg, vs average, vs the average, vs usual, vs normal, vs the usual, compared to normal, compared to
            usual, compared with normal, compared with usual, than usual, than normal, compared to average, against the
            average, than average, compared to the average
            """
        ),
    ),
)
_ROW = {phrase: row for row in _ROWS for phrase in row.words}


def refuse_unmeasured(words: Words, at: int, context: Context) -> None:
    """Raises UserError for what OpenAI's numbers cannot tell."""
    if words.text(at) == "remind" and words.text(at + 2) in ("what", "how", "who", "which", "of", "when"):
        return  # `remind me what the budget was` is asked now
    for length in (5, 4, 3, 2, 1):
        row = _ROW.get(words.spelt(at, at + length)) if words.text(at + length - 1) else None
        row = row or (_ROW["€"] if length == 1 and words.text(at)[:1] in ("€", "£", "¥") else None)
        if row and not _is_known(row, words) and not _is_measured(words, at, length, context):
            same = () if row.instead is None else (words.instead(at, at + length, row.instead),)
            raise UserError(row.told, (*same, *row.asks))


def _is_measured(words: Words, at: int, length: int, context: Context) -> bool:
    """A name that is written so, and a metric: what the catalogue has a row for is measured."""
    phrase = read_phrase(words, at, context)
    is_metric = phrase is not None and phrase.length >= length and bool(phrase.draft.metrics)
    return is_metric or read_exact(words, at, context) is not None


def _is_known(row: Unmeasured, words: Words) -> bool:
    """`left in the search budget`, `remaining forecast`: of a balance that alone."""
    known = ("budget", "budgets", "forecast")
    return row.told.startswith(_BALANCE) and any(words.text(place) in known for place in range(len(words)))

"""What OpenAI's numbers cannot tell, one row each: its words, the sentence for it, and what can be asked instead."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalogue.words import listed
from bot.core.grammar.amounts import FOREIGN


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """
    `told` is the sentence, `asks` what can be asked. `instead` replaces the words in a first suggestion, which keeps
    the rest of the question.
    """

    told: str
    asks: tuple[str, ...]
    words: tuple[str, ...]
    instead: str | None = None


BALANCE = "OpenAI does not tell what balance is left"
NO_PROMPTS = Unmeasured(
    "OpenAI's usage keeps no prompts; it knows projects, keys, users and models.",
    ("input tokens today by key", "requests today by key"),
    listed(
        """
        what prompt, which prompt, which prompts, what prompts, prompt text, prompt texts, prompt content, prompt
        contents, show prompts, show the prompts, show me the prompts, show me prompts, list prompts, list the
        prompts, list all prompts, see prompts, see the prompts, read the prompts, view prompts, get prompts, get
        the prompts, print the prompts, message content, chat logs, chat log, request logs, logs, log lines,
        transcripts, what was asked, what did people ask, what do people ask, what did users ask, what do users
        ask, users asking, people asking, customers asking, everyone asking, folks asking, what is asked, what
        gets asked, topics, conversations, messages about, talk about, talking about, chatting about, asking
        about, ask about, asked about
        """
    ),
    instead="requests",
)
UNMEASURED = (
    Unmeasured(
        "OpenAI's usage tells what was served, not what failed or how fast.",
        ("requests today by hour", "requests today by model"),
        listed(
            """
            error, errors, error rate, failure, failures, failed, latency, latencies, response time, response times,
            timeout, timeouts, slow, slower, slowly, fast, faster, speed, is openai down, openai down, outage,
            outages, rate limit, rate limits, hit rate limits, hit rate limit, hitting rate limits, rate limited,
            429s, 5xx, uptime, ttft, p95 latency, p99 latency, p50 latency, average latency, avg latency, median
            latency, time to first token, retries, success rate, wait for an answer, wait for answers, wait for a
            response, people wait, users wait, customers wait, slow to answer, was it down, is it down, went offline
            """
        ),
        instead="requests",
    ),
    Unmeasured(
        "OpenAI counts by the minute, not by the second.",
        ("requests last hour by minute", "tokens last hour by minute"),
        listed(
            """
            requests / s, calls / s, queries / s, requests / sec, calls / sec,
            qps, rps, tps, req/s, reqs/s, req / s, reqs / s, req/sec, requests/s, requests/sec, calls/s, queries/s
            """
        ),
        instead="requests by minute",
    ),
    Unmeasured(
        "I know what was used, not how requests were set or what a model can hold.",
        ("tokens today by model", "tokens per request today by model"),
        listed(
            """
            temperature, temp, top_p, top p, finish_reason, finish_reasons, finish reason, finish reasons, max_tokens,
            max tokens setting, system prompt, system prompts, ctx, context window, context windows, context length,
            context limit, max context, parameters, seed
            """
        ),
    ),
    Unmeasured(
        "I know what models cost and how much they were used, not how good their answers are.",
        ("cost per request this month by model", "prices"),
        listed(
            """
            good enough, smart enough, smarter, smartest, quality, answer quality, better at, best at, good at, bad
            at, as good as, best model for, better model for, right model for, which model is best, which model is
            better, hallucinate, hallucinates, hallucinating, hallucination, hallucinations, more accurate, most
            accurate, better answers, better results, better quality, benchmark, benchmarks, eval scores, answers so
            bad, bad answers, wrong answers, answers wrong, answers bad, answers good, good answers, dumber, stupid,
            better for, evals score, accuracy of the answers, customer satisfaction, nps, thumbs up, thumbs down,
            ratings, useful answers, answers of, answers from
            """
        ),
    ),
    Unmeasured(
        "I divide dollars by what was used, not the other way round: ask `cost per 1m tokens` or `cost per request`.",
        ("cost per 1m tokens this month by model", "cost per request this month by project"),
        tuple(
            f"{what} {per} {dollar}"
            for what in ("tokens", "requests", "calls", "input tokens", "output tokens", "images")
            for per in ("per", "/", "for a", "for each", "for every", "a")
            for dollar in ("dollar", "usd", "$", "buck", "$1")
        ),
        instead="cost per 1m tokens",
    ),
    Unmeasured(
        "There is nothing to reset: a question with its own words stands by itself.",
        ("today by model", "this month by project"),
        listed("reset, start over, clear context, clear the context, new question, forget that, forget it"),
    ),
    Unmeasured(
        "I know what the cache saved, not what it could save.",
        ("saved by cache this month", "cache hit rate this month by project"),
        listed(
            """
            unrealised cache savings, unrealized cache savings, unrealised savings, unrealized savings, missed cache
            savings, missed savings, potential cache savings, possible cache savings, unrealised, unrealized
            """
        ),
        instead="cache hit rate",
    ),
    Unmeasured(
        f"{BALANCE}; `budgets` shows what is left of yours, and of credit that you set there.",
        ("budgets", "forecast"),
        listed(
            """
            balance, credit, credits, left, remaining, credit balance, left over, leftover, top up, top-up, topup,
            topping up, run out, running out, ran out, runs out, runway, money last, funds last, cash last
            """
        ),
    ),
    Unmeasured(
        "A refund or a credit is known only as a line of OpenAI's bill, where it has one: ask `by line item`.",
        ("last month by line item", "budgets"),
        listed(
            """
            refund, refunds, refunded, credit note, credit notes, negative lines, negative line, negative line items,
            negative items, negative amounts, negative costs, credits or refunds, refunds or credits, credits and
            refunds, refunds and credits, credit or refund, any credits or refunds, credits or adjustments, adjustments,
            credit memo, credit memos, rebate, rebates
            """
        ),
        instead="by line item",
    ),
    Unmeasured(
        "I do not know when that was; write the day, such as `since nov 3`.",
        ("this year by month", "last 30 days by day"),
        listed(
            """
            since it was archived, since it was closed, since it was retired, since it was migrated, since it was shut
            down, since it was moved, since archiving, since being archived, since we archived it, since it got
            archived, since it was decommissioned, since we shut it down, since we closed it, since it was deprecated
            """
        ),
        instead="this year by month",
    ),
    Unmeasured(
        "I keep no forecasts of the past, so I cannot tell how far one was off.",
        ("last month by project", "forecast this month"),
        listed(
            """
            far off was your forecast, far off was the forecast, far off were your forecasts, far off was our forecast,
            off was your forecast, off was the forecast, accurate was your forecast, accurate was the forecast,
            your forecast for, good was your forecast, good was the
            forecast, forecast accuracy, right was your forecast, wrong was your forecast
            """
        ),
    ),
    Unmeasured(
        "I know no contracts, only what was used; `budgets` shows what is left of an amount that you set.",
        ("budgets", "this month"),
        listed(
            """
            commitment, commitments, committed spend, committed amount, minimum commitment, minimum spend, enterprise
            commitment, enterprise agreement, enterprise contract, contract, contracts, our contract, the contract
            """
        ),
    ),
    Unmeasured(
        "I know no payments, only what usage costs; invoices and receipts are on OpenAI's billing page.",
        ("last month by line item", "last month by project csv"),
        listed(
            """
            been paid, invoice paid, bill paid, is it paid, is paid, was paid, already paid, paid yet, approve,
            approve the invoice, the invoices, our invoices, all invoices,
            payment, payments, payment method, pay the invoice, pay the bill, pay our bill, pay this bill, which
            card, what card, invoice due, bill due, due date,
            invoice pdf, bill pdf, receipt, receipts, credit card, invoice number, po number, purchase
            order, invoice come in, invoice come, invoice came, invoice came in, invoice arrive, invoice arrived,
            invoice been issued, invoice issued, invoice out yet, invoice out already, invoice ready, bill come in,
            bill arrive, bill arrived, bill come, dispute, overdue, unpaid,
            outstanding invoice, outstanding invoices, payment terms, billing date, billing dates, next invoice,
            invoice next, next charge, charged next, card get charged, card is charged, card charged, our card, the
            card, invoice copy, copy of the invoice, copies of the invoices, bank transfer, direct debit
            """
        ),
    ),
    Unmeasured(
        "OpenAI's usage has no taxes, margins or revenue; I know what usage costs.",
        ("last month", "last month by line item"),
        listed(
            """
            before and after vat, before and after tax, before and after taxes, gross, net, gross or net, net or gross,
            net of, tax, taxes, vat, gst, gross
            margin, margins, revenue, profit, profits, roi, return on investment
            """
        )
        + tuple(
            f"{of} {vat}"
            for of in listed(
                """
                before, after, with, without, plus, ex, ex., excl, excl., excluding, incl, incl., including,
                inclusive of, exclusive of, net of, gross of, with and without, w/o, less, minus, not including
                """
            )
            for vat in ("vat", "tax", "taxes", "gst", "sales tax")
        ),
        instead="",
    ),
    Unmeasured(
        "I keep rows by one number at a time, and by none that is zero: a row of the hit rate may say 0 %.",
        ("cache hit rate last 7 days by project", "input tokens last 7 days by project"),
        tuple(
            f"{zero} {hits}"
            for zero in ("zero", "no", "0", "without", "without any", "no single")
            for hits in ("cache hits", "cached tokens", "cache hit", "cached input", "caching hits")
        ),
    ),
    Unmeasured(
        "I forecast from what was used, and suppose no other traffic.",
        ("forecast this month", "today by project"),
        tuple(
            f"if {our}{traffic} {grows}"
            for our in ("", "our ", "the ")
            for traffic in ("traffic", "volume", "load")
            for grows in ("is", "was", "were", "goes", "grows", "gets", "doubles", "triples", "quadruples", "rises")
        ),
    ),
    Unmeasured(
        "`accuracy` says how far estimates were off the bill, over the last 30 settled days and no other period.",
        ("last month", "last month by model"),
        tuple(
            f"{one} {vs} {other}"
            for pair in (("billed", "estimated"), ("bill", "estimate"), ("bill", "estimates"), ("actual", "estimated"))
            for one, other in (pair, pair[::-1])
            for vs in ("vs", "versus", "against", "and", "to")
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
        "All amounts are in US dollars, as OpenAI bills; they are not converted into other currencies.",
        ("this month by project over $100", "this month"),
        (
            *(f"{lead}{name}" for name in FOREIGN for lead in ("", "in ")),
            *listed("yen, inr, rupees, currency, currencies, which currency, what currency, exchange rate, fx rate"),
        ),
        instead="",
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
    NO_PROMPTS,
    Unmeasured(
        "OpenAI's usage counts requests and keeps none of them; `idle` says when a key or project was last used.",
        ("idle keys", "requests today by key"),
        tuple(
            f"{show}{the} {last} {request}"
            for show in ("show me", "show us", "show", "give me", "print", "dump", "what was in", "what did")
            for the in (" the", " our", "")
            for last in ("last", "latest", "most recent", "first")
            for request in ("request", "call", "requests", "calls")
        ),
        instead="last used",
    ),
    Unmeasured(
        "OpenAI counts reasoning tokens among output tokens, not by themselves.",
        ("output tokens today by model", "output tokens this week by model"),
        listed(
            """
            reasoning tokens, reasoning token, reasoning toks, thinking tokens, reasoning share, reasoning effort,
            reasoning / out, reasoning / output, reasoning/output, reasoning ratio, reasoning to output ratio, reasoning
            vs output, reasoning:output, reasoning : output, reasoning usage, reasoning output, reasoning output tokens,
            reasoning cost, the output is reasoning, output is reasoning, share of reasoning
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
            training cost, training costs, training jobs, training job, assistants, assistants api, video seconds, video
            cost, sora seconds, sora secs, sora minutes, sora mins, sora videos, seconds of sora, minutes of sora,
            seconds of video, minutes of video, sora-2 seconds, sora-2 minutes, video minutes
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
        "I compare with a period, not with an average; `anomalies` says what is unusual.",
        ("today vs yesterday", "anomalies last 7 days"),
        listed(
            """
            vs avg, vs average, vs the average, compared to average, against the average, than average, compared to the
            average, baseline, the baseline, baseline for, a baseline, vs baseline, against the baseline
            """
        ),
    ),
)

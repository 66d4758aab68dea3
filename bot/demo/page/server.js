// The playground's server: what is asked of it and what it tells by itself.

export async function state(me) {
  const answer = await fetch(`/state?me=${encodeURIComponent(me)}`);
  return answer.json();
}

export async function act(what, body) {
  const answer = await fetch(`/act/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

export function listen(told, lost) {
  const events = new EventSource("/events");
  events.onmessage = (event) => told(JSON.parse(event.data));
  events.onopen = () => lost(false);
  events.onerror = () => lost(true);
}

"""The peer of the bench `acts`: the same determina carried through the same states by SpiffWorkflow, kept in PostgreSQL after each step.

peer.py URL BPMN PROCESSES WARM_UP SECONDS: as many processes as we have clients, each with a connection of its own, carry one determina
after the other. Between two steps nothing stays in memory, since each is another person's request: the workflow is read from its row,
which is locked, goes one step, is written back, and the transaction is committed. With the visto, in the same transaction, the number is
taken from a counter (no hole), the money leaves the chapter, and commitment and posting are written.

Writes one line: the version, acts, acts a second, p50 and p99 in milliseconds, milliseconds of these processes' processors per act.
"""

import importlib.metadata
import multiprocessing
import sys
import time
import uuid

import psycopg
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

TABLES = """
CREATE TABLE flusso (id UUID PRIMARY KEY, stato TEXT NOT NULL);
CREATE TABLE contatore (registro TEXT PRIMARY KEY, ultimo BIGINT NOT NULL);
CREATE TABLE capitolo (codice BIGINT PRIMARY KEY, disponibile BIGINT NOT NULL CHECK (disponibile >= 0));
CREATE TABLE impegno (id UUID PRIMARY KEY, flusso UUID NOT NULL REFERENCES flusso, capitolo BIGINT NOT NULL REFERENCES capitolo,
    importo BIGINT NOT NULL);
CREATE TABLE pubblicazione (numero BIGINT PRIMARY KEY, flusso UUID NOT NULL REFERENCES flusso, at TIMESTAMPTZ NOT NULL DEFAULT now());
INSERT INTO contatore VALUES ('determine', 0);
"""
IMPORTO = 366_000
TESTO = {"considerato": "I rami sporgono sulla carreggiata e vanno potati prima dell'inverno. " * 12,
         "dispositivo": "di impegnare la somma di € 3.660,00, IVA compresa, sul capitolo indicato."}
RIGA = {"missione": "04", "programma": "02", "piano": "U.2.02.01.09.003", "importo": IMPORTO, "descrizione": "Potatura",
        "creditore": "Verde Fiore S.r.l.", "cig": "A003DEB979"}


class Acts:
    """One client."""

    def __init__(self, url, bpmn, chapter):
        self.database = psycopg.connect(url)
        self.chapter = chapter
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        parser = BpmnParser()
        parser.add_bpmn_file(bpmn)
        self.spec = parser.get_spec("determina_impegno")

    def begin(self):
        """A draft."""
        workflow, act = BpmnWorkflow(self.spec), uuid.uuid4()
        workflow.do_engine_steps()
        with self.database.transaction():
            self.database.execute("INSERT INTO flusso VALUES (%s, %s)", (act, self.serializer.serialize_json(workflow)))
        return act

    def step(self, act, state, data, passo=None):
        """Somebody's request: data written into the task that waits, and with `passo` the task is done."""
        with self.database.transaction():
            row = self.database.execute("SELECT stato FROM flusso WHERE id = %s FOR UPDATE", (act,)).fetchone()
            workflow = self.serializer.deserialize_json(row[0])
            task = workflow.get_next_task(state=TaskState.READY, spec_name=state)
            task.data.update(data)
            if passo:
                task.data["passo"] = passo
                task.run()
                workflow.do_engine_steps()
                if passo == "visto":
                    self.adopt(act, workflow)
            self.database.execute("UPDATE flusso SET stato = %s WHERE id = %s", (self.serializer.serialize_json(workflow), act))
        return workflow

    def adopt(self, act, workflow):
        """Number, money, posting."""
        take = "UPDATE contatore SET ultimo = ultimo + 1 WHERE registro = 'determine' RETURNING ultimo"
        spend = "UPDATE capitolo SET disponibile = disponibile - %s WHERE codice = %s"
        commit = "INSERT INTO impegno VALUES (%s, %s, %s, %s)"
        number = self.database.execute(take).fetchone()[0]
        self.database.execute(spend, (IMPORTO, self.chapter))
        self.database.execute(commit, (uuid.uuid4(), act, self.chapter, IMPORTO))
        self.database.execute("INSERT INTO pubblicazione (numero, flusso) VALUES (%s, %s)", (number, act))
        workflow.data["numero"] = number

    def carry(self):
        """One determina, from its draft until it is posted and told to the supplier."""
        act = self.begin()
        self.step(act, "bozza", {"testo": TESTO})
        self.step(act, "bozza", {"righe": [RIGA | {"capitolo": self.chapter}], "da_pubblicare": True})
        self.step(act, "bozza", {}, "proponi")
        self.step(act, "alla_firma", {"firma": {"chi": "marco", "nessun_conflitto": True}}, "firma")
        self.step(act, "al_visto", {"parere": {"chi": "paolo", "esito": "favorevole"}}, "visto")
        last = self.step(act, "da_trasmettere", {"motivo": "Comunicata al fornitore"}, "trasmetti")
        waits = [task.task_spec.name for task in last.get_tasks(state=TaskState.WAITING)]
        assert "in_pubblicazione" in waits and last.data["numero"], waits


def client(url, bpmn, chapter, begin, warm_up, seconds, results):
    """Carries one after the other; tells the times of those that were begun after the warming up, and the processor's."""
    acts, times, processor = Acts(url, bpmn, chapter), [], None
    begin.wait()
    started = time.monotonic()
    while (now := time.monotonic() - started) < warm_up + seconds:
        if processor is None and now >= warm_up:
            processor = time.process_time()
        acts.carry()
        if processor is not None:
            times.append(time.monotonic() - started - now)
    results.put((times, time.process_time() - (processor or 0)))


def main(url, bpmn, processes, warm_up, seconds):
    """Measures."""
    with psycopg.connect(url) as database:
        database.execute(TABLES)
        for chapter in range(processes):
            database.execute("INSERT INTO capitolo VALUES (%s, %s)", (chapter, IMPORTO * 1_000_000))
    context = multiprocessing.get_context("fork")
    begin, results = context.Barrier(processes), context.Queue()
    all_of_them = [context.Process(target=client, args=(url, bpmn, chapter, begin, warm_up, seconds, results))
                   for chapter in range(processes)]
    for one in all_of_them:
        one.start()
    told = [results.get(timeout=warm_up + seconds + 60) for _ in all_of_them]
    for one in all_of_them:
        one.join()
    times = sorted(took for some, _ in told for took in some)
    with psycopg.connect(url) as database:
        counts = "SELECT count(*), count(DISTINCT numero), max(numero), (SELECT count(*) FROM impegno), (SELECT count(*) FROM flusso), "
        found = database.execute(counts + "(SELECT ultimo FROM contatore) FROM pubblicazione").fetchone()
    assert len(set(found)) == 1 and found[0] >= len(times) > 0, f"numbers, commitments, postings: {found}"
    at = lambda share: times[round((len(times) - 1) * share)] * 1000
    processor = sum(took for _, took in told) / len(times) * 1000
    version = importlib.metadata.version("SpiffWorkflow")
    print(f"{version}\t{len(times)}\t{len(times) / seconds:.2f}\t{at(0.5):.1f}\t{at(0.99):.1f}\t{processor:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]))

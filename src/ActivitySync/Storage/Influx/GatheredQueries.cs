using System.Text.Json.Nodes;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Asks for several wearers at once: while one request of a statement and time is on its way, others for the same wait and
/// then go together, told apart by the wearer's tag. Scoring ten thousand days is then some thousand requests, and a
/// single question waits for nobody.
/// </summary>
/// <param name="run">Runs a statement with its parameters; throws when it fails.</param>
internal sealed class GatheredQueries(
    Func<string, string, int, Action<QueryRow>, CancellationToken, Task> run)
{
    /// <summary>Most wearers in one request. Our choice: a statement of some kilobytes.</summary>
    const int WearersAtOnce = 100;

    const string OneWearer = "\"wearer\" = $wearer";

    readonly Lock _lock = new();

    // Of each question that is on its way, who wants to know the same next.
    readonly Dictionary<Question, List<Asker>> _waiting = [];

    /// <summary>Reads the rows of a wearer; returns after the last one.</summary>
    public async Task AskAsync(Question question, string wearer, Action<QueryRow> onRow, CancellationToken stop)
    {
        var asker = new Asker(
            wearer, onRow, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), stop);
        bool isFirst;
        lock (_lock)
        {
            isFirst = _waiting.TryAdd(question, []);
            _waiting[question].Add(asker);
        }
        if (isFirst)
        {
            // On another thread, so that whoever asks in the same breath comes along.
            _ = Task.Run(() => AnswerAllAsync(question), CancellationToken.None);
        }
        await asker.Answered.Task.WaitAsync(stop);
    }

    async Task AnswerAllAsync(Question question)
    {
        while (NextOf(question) is { Count: > 0 } askers)
        {
            try
            {
                await AnswerAsync(question, askers);
                askers.ForEach(asker => asker.Answered.TrySetResult());
            }
            catch (Exception reason)
            {
                // Theirs to meet; the next group asks anew.
                askers.ForEach(asker => asker.Answered.TrySetException(reason));
            }
        }
    }

    List<Asker> NextOf(Question question)
    {
        lock (_lock)
        {
            var waiting = _waiting[question];
            if (waiting.Count == 0)
            {
                _waiting.Remove(question);
                return [];
            }
            var next = waiting.GetRange(0, Math.Min(waiting.Count, WearersAtOnce));
            waiting.RemoveRange(0, next.Count);
            return next;
        }
    }

    async Task AnswerAsync(Question question, List<Asker> askers)
    {
        var parameters = new JsonObject { ["from"] = question.FromNs, ["to"] = question.ToNs };
        if (askers is [var only])
        {
            parameters["wearer"] = only.Wearer;
            await run(question.Statement, parameters.ToJsonString(), question.ChunkRows, only.OnRow, only.Stop);
            return;
        }
        var byWearer = askers.ToLookup(asker => asker.Wearer);
        var number = 0;
        foreach (var wearer in byWearer)
        {
            parameters[$"w{number++}"] = wearer.Key;
        }
        // One who goes away must not take the answer from the others; silence ends the request in any case.
        await run(
            Together(question.Statement, number), parameters.ToJsonString(), question.ChunkRows,
            row =>
            {
                foreach (var asker in byWearer[row.Tag("wearer")])
                {
                    asker.OnRow(row);
                }
            },
            CancellationToken.None);
    }

    /// <summary>The statement for so many wearers, grouped by wearer before all else.</summary>
    internal static string Together(string statement, int wearers)
    {
        var any = string.Join(" OR ", Enumerable.Range(0, wearers).Select(number => $"\"wearer\" = $w{number}"));
        statement = statement.Replace(OneWearer, $"({any})", StringComparison.Ordinal);
        if (statement.Contains("GROUP BY ", StringComparison.Ordinal))
        {
            return statement.Replace("GROUP BY ", "GROUP BY \"wearer\", ", StringComparison.Ordinal);
        }
        var order = statement.IndexOf("ORDER BY ", StringComparison.Ordinal);
        return order < 0 ? $"{statement} GROUP BY \"wearer\"" : statement.Insert(order, "GROUP BY \"wearer\" ");
    }

    /// <summary>What is asked, whoever it is about: a statement with $wearer, $from and $to.</summary>
    internal readonly record struct Question(string Statement, int ChunkRows, long FromNs, long ToNs);

    sealed record Asker(string Wearer, Action<QueryRow> OnRow, TaskCompletionSource Answered, CancellationToken Stop);
}

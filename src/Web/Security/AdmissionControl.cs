
namespace JieSuJiBan.Web.Security;

/// <summary>How many requests a node works on at once.</summary>
/// <param name="Start">Requests at once to begin with.</param>
/// <param name="Least">It never goes below.</param>
/// <param name="Most">It never goes above.</param>
/// <param name="Target">Work on an admitted request is to take less than this for 95 of 100.</param>
/// <param name="Patience">A request waits this long for its turn, then it is refused.</param>
/// <param name="MaxWaiting">So many wait at most; beyond, a request is refused at once.</param>
internal sealed record AdmissionOptions(int Start, int Least, int Most, TimeSpan Target, TimeSpan Patience, int MaxWaiting)
{
    /// <summary>
    /// A wait of 200 ms, work of 300 ms and what the threads of a busy machine add stay together under a second. Not fewer places than a small
    /// office needs: a machine that is slow for reasons of its own does not get quicker by refusing.
    /// </summary>
    public static AdmissionOptions Default { get; } = new(32, 16, 512, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(200), 1000);
}

/// <summary>
/// Lets in as many requests at once as the node can answer in time, and turns the others away soon. How many that are depends on the machine, the
/// database and what is asked, so it is learnt: while nearly all admitted work is quick and the places are taken there are more, and when it is slow
/// there are fewer. Whoever is turned away waited a moment first, so that a crowd that asks again at once does not cost what it wants to have.
/// </summary>
internal sealed class AdmissionControl(AdmissionOptions options, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);
    private const int Enough = 20;

    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource<bool>> waiting = new();
    private double limit = options.Start;
    private int inside;
    private int quick;
    private int slow;
    private int most;
    private bool wasFull;
    private long windowStart = time.GetTimestamp();

    /// <summary>How many may be inside now.</summary>
    public int Limit => (int)Volatile.Read(ref limit);

    /// <summary>How many are inside.</summary>
    public int Inside => Volatile.Read(ref inside);

    /// <summary>Takes a place, after a wait of at most <paramref name="patience"/>.</summary>
    /// <returns>When it began, for <see cref="Leave"/>; null where the request is turned away.</returns>
    public async ValueTask<long?> EnterAsync(TimeSpan patience, CancellationToken ct)
    {
        LinkedListNode<TaskCompletionSource<bool>> turn;
        lock (gate)
        {
            if (inside < Limit)
            {
                most = Math.Max(most, ++inside);
                return time.GetTimestamp();
            }

            wasFull = true;
            // A crowd of programs does not keep away whoever has the patience of a person.
            if (waiting.Count >= (patience > options.Patience ? options.MaxWaiting * 2 : options.MaxWaiting)) return null;
            turn = waiting.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await turn.Value.Task.WaitAsync(patience, time, ct);
            return time.GetTimestamp();
        }
        catch (Exception givenUp) when (givenUp is TimeoutException or OperationCanceledException)
        {
            lock (gate)
            {
                // The turn may have come in this very moment: then the place is ours.
                if (turn.Value.Task.IsCompletedSuccessfully) return time.GetTimestamp();
                waiting.Remove(turn);
                return null;
            }
        }
    }

    /// <summary>Gives the place to the next. <paramref name="counts"/>: false where the work takes long by its nature.</summary>
    public void Leave(long entered, bool counts = true)
    {
        lock (gate)
        {
            inside--;
            if (counts)
            {
                if (time.GetElapsedTime(entered) > options.Target) slow++;
                else quick++;
                Learn();
            }

            while (inside < Limit && waiting.First is { } next)
            {
                waiting.RemoveFirst();
                if (next.Value.TrySetResult(true)) most = Math.Max(most, ++inside);
            }
        }
    }

    private void Learn()
    {
        var isSlow = slow * 20 > quick + slow;
        if (time.GetElapsedTime(windowStart) < Window || (quick + slow < Enough && !(isSlow && slow >= 3))) return;
        // Where most places stay empty it is not the number of requests that makes them slow.
        if (isSlow && (wasFull || most * 2 >= limit)) limit = Math.Max(options.Least, limit * 0.7);
        else if (!isSlow && wasFull) limit = Math.Min(options.Most, (limit * 1.1) + 1);
        (quick, slow, most, wasFull, windowStart) = (0, 0, inside, false, time.GetTimestamp());
    }
}

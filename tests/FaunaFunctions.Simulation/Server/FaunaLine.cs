using System.Net.Sockets;
using FaunaFunctions.Simulation.Scheduling;

namespace FaunaFunctions.Simulation.Server;

/// <summary>The way of one process to the server, instead of sockets.</summary>
internal sealed class FaunaLine(SimulatedFauna server, SimulatedProcess process, FaultPlan faults, Dice dice) : HttpMessageHandler
{
    private readonly World _world = process.World;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<HttpResponseMessage>(cancellationToken);
        }

        using var content = new MemoryStream();
        request.Content!.CopyTo(content, null, cancellationToken);
        var body = content.ToArray();
        var path = request.RequestUri!.AbsolutePath;
        var fault = faults.NextForServer();
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.After(Pace.Of(_world.Latency), process, () => Arrive(path, body, fault, answer));
        var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<HttpResponseMessage>)state!).TrySetCanceled(token), answer);
        answer.Task.GetAwaiter().UnsafeOnCompleted(registration.Dispose);
        return answer.Task;
    }

    private void Arrive(string path, byte[] body, Fault fault, TaskCompletionSource<HttpResponseMessage> answer)
    {
        switch (fault)
        {
            case Fault.DiesBefore:
                Note(path, body, fault, 0);
                process.Die();
                return;
            case Fault.Reset:
                Note(path, body, fault, 0);
                Later(() => answer.TrySetException(new HttpRequestException(
                    HttpRequestError.Unknown, "The connection broke.", new IOException("The connection broke.", new SocketException((int)SocketError.ConnectionReset)))));
                return;
            case Fault.Storm:
                server.Storm(TimeSpan.FromSeconds(dice.Of<int>([20, 130, 150, 180, 210, 500])));
                break;
            case Fault.Blind:
                server.Blind(dice.Between(1, 12));
                break;
        }

        var response = server.Answer(path, body, fault, dice);
        Note(path, body, fault, (int)response.StatusCode);
        switch (fault)
        {
            case Fault.DiesAfter:
                process.Die();
                break;
            case Fault.Hangs:
                break;
            default:
                Later(() => answer.TrySetResult(response));
                break;
        }
    }

    private void Later(Action action) => _world.After(Pace.Of(_world.Latency), process, action);

    private void Note(string path, byte[] body, Fault fault, int status) => _world.Note(
        "fauna", process.Number, ((long)fault << 32) | (uint)body.Length | ((long)status << 48),
        $"{process.Name} {path} {System.Text.Encoding.UTF8.GetString(body)} → {status}{(fault == Fault.None ? "" : $"  *** {fault}")}");
}

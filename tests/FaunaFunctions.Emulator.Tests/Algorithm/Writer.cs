using System.Text.Json;
using FaunaFunctions.Emulator.Tests.Server;

namespace FaunaFunctions.Emulator.Tests.Algorithm;

/// <summary>Changes one to four random documents in each transaction, in every way there is.</summary>
internal sealed class Writer(RawFauna fauna, Random random)
{
    private const int Ids = 40;

    public int Committed { get; private set; }

    /// <summary>Transactions that the server gave up because of another writer.</summary>
    public int Contended { get; private set; }

    public async Task RunAsync(int transactions, CancellationToken cancellationToken)
    {
        for (var i = 0; i < transactions; i++)
        {
            var ids = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => $"{1 + random.Next(Ids)}").Distinct();
            var expression = new { @do = (object[])[.. ids.Select(Change), Fql.Now] };
            var reply = await fauna.SendAsync(JsonSerializer.Serialize(expression), cancellationToken);
            Assert.True(reply.Status is 200 or 409, reply.Text);
            Committed += reply.Status == 200 ? 1 : 0;
            Contended += reply.Status == 409 ? 1 : 0;
        }
    }

    private object Change(string id)
    {
        var document = Fql.Ref(id);
        object change = random.Next(6) switch
        {
            0 => new { update = document, @params = Data() },
            1 or 2 => new { delete = document },
            3 => new { @do = new object[] { new { delete = document }, new { create = document, @params = Data() } } },
            4 => new { update = document, @params = Fql.Object(new { ttl = new Dictionary<string, string> { ["@ts"] = $"21{10 + random.Next(80)}-01-01T00:00:00Z" } }) },
            _ => new { replace = document, @params = Data() },
        };
        return new { @if = new { exists = document }, then = change, @else = new { create = document, @params = Data() } };
    }

    private object Data() => Fql.Object(new { data = Fql.Object(new { v = random.Next(1_000_000) }) });
}

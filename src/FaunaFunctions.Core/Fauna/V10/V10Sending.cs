namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>Sends queries of v10, whose answers tell the transaction's time in their body.</summary>
internal static class V10Sending
{
    /// <summary>Sends a query and notes the time of its answer, behind which no later answer may lie.</summary>
    public static async Task<FaunaAnswer> QueryAsync(this FaunaTransport transport, FaunaCall call, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(call, cancellationToken);
        try
        {
            transport.SeeTransaction(V10Answers.TransactionTime(answer.Json));
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
